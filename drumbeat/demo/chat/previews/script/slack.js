// Draws what Slack would be handed, as Slack shows it.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";
import "./slack.css";
import { payloads, place, ready } from "./page.js";

function message(payload, number) {
  const { logo, name, at } = place.dataset;
  return createElement(Message, { key: number, blocks: payload.blocks, logo, name, time: new Date(at) });
}

function words(text) {
  return text ? text.text : "";
}

// Slack says so beside every field that may stay empty; the package does not.
function labelled(block) {
  if (block.type !== "input" || !block.optional) return block;
  return { ...block, label: { ...block.label, text: `${block.label.text} (optional)` } };
}

function modal(view, number) {
  return createElement(
    "section",
    { key: number, className: "modal", "aria-label": words(view.title) },
    createElement("h1", { className: "modal-title" }, words(view.title)),
    createElement(Message, { blocks: view.blocks.map(labelled), logo: "", name: "", withoutWrapper: true }),
    createElement(
      "p",
      { className: "modal-ends" },
      createElement("button", { type: "button" }, "Cancel"),
      createElement("button", { type: "button", className: "main" }, words(view.submit)),
    ),
  );
}

createRoot(place).render(
  payloads.map((payload, number) =>
    payload.type === "modal" ? modal(payload, number) : message(payload, number)),
);
ready(() => {
  // Small controls that the package leaves without a name.
  for (const button of place.querySelectorAll("button")) {
    if (!button.textContent.trim() && !button.ariaLabel) button.ariaLabel = "Show or hide";
  }
});
