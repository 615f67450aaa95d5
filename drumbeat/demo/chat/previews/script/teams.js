// Draws what Teams would be handed, as Teams shows it.
import { AdaptiveCard, HostConfig } from "adaptivecards";
import { host } from "./teams-host.js";
import { payloads, place, ready } from "./page.js";
import "./teams.css";
import "./teams-charts.js";

const dark = matchMedia("(prefers-color-scheme: dark)").matches;

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function bubble(activity) {
  const { name, logo, at } = place.dataset;
  const line = element("article", "line");
  const face = element("img", "face");
  Object.assign(face, { src: logo, alt: "" });
  const inside = element("div", "inside");
  const head = element("p", "head");
  const hour = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  head.append(element("strong", "", name), element("span", "badge", "App"), element("time", "", hour));
  inside.append(head);
  for (const { content } of activity.attachments) inside.append(card(content));
  line.append(face, inside);
  return line;
}

function card(content) {
  const drawn = new AdaptiveCard();
  drawn.hostConfig = new HostConfig(host(dark));
  drawn.onExecuteAction = () => {};
  drawn.parse(content);
  const box = element("div", "card");
  box.append(drawn.render());
  return box;
}

place.append(...payloads.map(bubble));
ready();
