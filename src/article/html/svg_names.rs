//! Names of SVG that are written with capitals; HTML reads them in any letter case.
//!
//! From <https://html.spec.whatwg.org/multipage/parsing.html#adjust-svg-attributes> and, for elements, the
//! rules for the start tags of foreign content.

const ELEMENTS: &str = "altGlyph altGlyphDef altGlyphItem animateColor animateMotion animateTransform \
    clipPath feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting \
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur \
    feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile \
    feTurbulence foreignObject glyphRef linearGradient radialGradient textPath";

const ATTRIBUTES: &str = "attributeName attributeType baseFrequency baseProfile calcMode clipPathUnits \
    diffuseConstant edgeMode filterUnits glyphRef gradientTransform gradientUnits kernelMatrix \
    kernelUnitLength keyPoints keySplines keyTimes lengthAdjust limitingConeAngle markerHeight markerUnits \
    markerWidth maskContentUnits maskUnits numOctaves pathLength patternContentUnits patternTransform \
    patternUnits pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits refX refY \
    repeatCount repeatDur requiredExtensions requiredFeatures specularConstant specularExponent \
    spreadMethod startOffset stdDeviation stitchTiles surfaceScale systemLanguage tableValues targetX \
    targetY textLength viewBox viewTarget xChannelSelector yChannelSelector zoomAndPan";

/// The name of an element as SVG spells it.
pub(super) fn element(name: &str) -> &str {
    spelled(ELEMENTS, name)
}

/// The name of an attribute as SVG spells it.
pub(super) fn attribute(name: &str) -> &str {
    spelled(ATTRIBUTES, name)
}

fn spelled<'n>(names: &'static str, name: &'n str) -> &'n str {
    names
        .split_ascii_whitespace()
        .find(|known| known.eq_ignore_ascii_case(name))
        .unwrap_or(name)
}
