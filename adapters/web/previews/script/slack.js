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

function modal(view, number) {
  return createElement(
    "section",
    { key: number, className: "modal", "aria-label": words(view.title) },
    createElement("h1", { className: "modal-title" }, words(view.title)),
    createElement(Message, { blocks: view.blocks, logo: "", name: "", withoutWrapper: true }),
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
ready();
