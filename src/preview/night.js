"use strict";
// What WeChat's client does to colours at night, by the published rules of its dark mode (perceived brightness
// by the W3C formula, limits as there); gradients and pictures stay.
const darken = (() => {
  const night = [25, 25, 25];
  const brightness = ([r, g, b]) => (r * 299 + g * 587 + b * 114) / 1000;
  const reach = 163 - 25;

  function parse(color) {
    const found = /^rgba?\(([^)]+)\)$/.exec(color);
    if (!found) return null;
    const [r, g, b, alpha = 1] = found[1].split(/[\s,/]+/).map(Number);
    return { rgb: [r, g, b], alpha };
  }
  const css = (rgb, alpha) => `rgba(${rgb.map((part) => Math.round(Math.max(0, Math.min(255, part)))).join(",")},${alpha})`;

  function hsl([r, g, b]) {
    const [high, low] = [Math.max(r, g, b) / 255, Math.min(r, g, b) / 255];
    const lightness = (high + low) / 2;
    const spread = high - low;
    if (spread === 0) return [0, 0, lightness * 100];
    const saturation = spread / (1 - Math.abs(2 * lightness - 1));
    const [x, y, z] = [r / 255, g / 255, b / 255];
    const hue = high === x ? ((y - z) / spread + 6) % 6 : high === y ? (z - x) / spread + 2 : (x - y) / spread + 4;
    return [hue * 60, saturation * 100, lightness * 100];
  }
  function fromHsl([hue, saturation, lightness]) {
    const [s, l] = [saturation / 100, lightness / 100];
    const part = (n) => {
      const k = (n + hue / 30) % 12;
      return 255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
    };
    return [part(0), part(8), part(4)];
  }
  function scaled(rgb, wanted) {
    const ratio = wanted / Math.max(1, brightness(rgb));
    return rgb.map((part) => Math.min(255, part * ratio));
  }
  function nightGround(rgb) {
    const [hue, saturation, lightness] = hsl(rgb);
    if ((saturation === 0 && lightness > 40) || brightness(rgb) > 250) return fromHsl([0, 0, Math.min(100, 109.8 - lightness)]);
    if (brightness(rgb) > 190) return scaled(rgb, 190);
    if (lightness < 22) return fromHsl([hue, saturation, 22]);
    return rgb;
  }
  function nightText(rgb, ground, again = true) {
    const [under, own] = [brightness(ground), brightness(rgb)];
    const offset = Math.abs(under - own);
    if (own >= 250) return rgb;
    if (offset > reach && under <= 27) return scaled(rgb, reach + under);
    if (offset >= 65) return rgb;
    const [hue, saturation, lightness] = hsl(rgb);
    const turn = under >= 100 ? lightness > 50 : lightness <= 40;
    if (turn && again) return nightText(fromHsl([hue, saturation, 90 - lightness]), ground, false);
    return scaled(rgb, under >= 100 ? Math.min(reach, under - 65) : Math.min(reach, under + 65));
  }
  function darken(content) {
    const all = [...content.querySelectorAll("*")].filter((one) => one.style && !one.closest("svg"));
    const before = all.map((one) => {
      const style = getComputedStyle(one);
      return { color: parse(style.color), ground: parse(style.backgroundColor), borders: ["top", "right", "bottom", "left"].map((side) => parse(style.getPropertyValue(`border-${side}-color`))) };
    });
    const grounds = new Map([[content, night]]);
    all.forEach((one, index) => {
      const was = before[index];
      let ground = grounds.get(one.parentElement) ?? night;
      const ownGround = one.style.backgroundColor !== "" && was.ground && was.ground.alpha > 0.05;
      if (ownGround) {
        const turned = nightGround(was.ground.rgb);
        one.style.setProperty("background-color", css(turned, was.ground.alpha));
        ground = turned.map((part, at) => part * was.ground.alpha + ground[at] * (1 - was.ground.alpha));
      }
      grounds.set(one, ground);
      if ((one.style.color !== "" || ownGround) && was.color) one.style.setProperty("color", css(nightText(was.color.rgb, ground), was.color.alpha));
      ["top", "right", "bottom", "left"].forEach((side, at) => {
        const border = was.borders[at];
        if (one.style.getPropertyValue(`border-${side}-width`) && border && border.alpha > 0) one.style.setProperty(`border-${side}-color`, css(nightText(border.rgb, ground), border.alpha));
      });
    });
  }
  return darken;
})();
