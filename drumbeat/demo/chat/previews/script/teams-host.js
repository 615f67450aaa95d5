// How Teams sets its cards: sizes, distances and colours, by day and by night.
const LIGHT = {
  ink: "#242424", soft: "#616161", accent: "#5b5fc7", good: "#237b4b", warning: "#835c00",
  attention: "#c4314b", edge: "#e0e0e0", page: "#ffffff", raised: "#f5f5f5",
};
const DARK = {
  ink: "#ffffff", soft: "#adadad", accent: "#9299f7", good: "#92c353", warning: "#f8d22a",
  attention: "#f9526b", edge: "#525252", page: "#292929", raised: "#333333",
};

function colour(full, faint = full) {
  return { default: full, subtle: faint };
}

export function host(dark) {
  const tone = dark ? DARK : LIGHT;
  const foregroundColors = {
    default: colour(tone.ink, tone.soft),
    dark: colour(tone.ink, tone.soft),
    light: colour(tone.soft),
    accent: colour(tone.accent),
    good: colour(tone.good),
    warning: colour(tone.warning),
    attention: colour(tone.attention),
  };
  const style = { backgroundColor: tone.page, foregroundColors, borderColor: tone.edge };
  return {
    fontFamily: '"Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif',
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
    spacing: { extraSmall: 4, small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: tone.edge },
    imageSizes: { small: 32, medium: 52, large: 100 },
    supportsInteractivity: true,
    containerStyles: {
      default: style,
      emphasis: { ...style, backgroundColor: tone.raised },
    },
    actions: {
      maxActions: 6,
      spacing: "default",
      buttonSpacing: 8,
      actionsOrientation: "horizontal",
      actionAlignment: "left",
      showCard: { actionMode: "inline", inlineTopMargin: 16 },
    },
    textBlock: { headingLevel: 2 },
    inputs: {
      label: {
        inputSpacing: "small",
        requiredInputs: { color: "default", size: "default", suffix: " *" },
        optionalInputs: { color: "default", size: "default" },
      },
    },
    table: { cellSpacing: 8 },
  };
}
