// Shows a message as other platforms do, in a dialog; the drawing is a page shut in a sandbox.
const preview = document.querySelector("#preview");
const panel = document.querySelector("#preview-panel");
const tabs = [...preview.querySelectorAll("[role=tab]")];
let place = "";

function frame(tab) {
  const made = document.createElement("iframe");
  // Never with allow-same-origin: what stands in there must not reach our pages.
  made.sandbox = "allow-scripts";
  made.title = `As ${tab.dataset.label} shows it`;
  made.src = `${place}/${tab.dataset.platform}`;
  return made;
}

function show(tab) {
  for (const each of tabs) {
    each.setAttribute("aria-selected", String(each === tab));
    each.tabIndex = each === tab ? 0 : -1;
  }
  panel.setAttribute("aria-labelledby", tab.id);
  panel.replaceChildren(frame(tab));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-preview]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  place = link.getAttribute("href").replace(/\/[^/]*$/, "");
  const isForm = place.endsWith("/form");
  for (const tab of tabs) tab.hidden = isForm && tab.dataset.platform === "text";
  show(tabs[0]);
  preview.showModal();
});

preview.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab) show(tab);
  // A click beside the dialog is a click on its backdrop.
  if (event.target === preview || event.target.closest("[data-close]")) preview.close();
});

preview.addEventListener("keydown", (event) => {
  const open = tabs.filter((tab) => !tab.hidden);
  const at = open.indexOf(event.target);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: open.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const tab = open[(to + open.length) % open.length];
  tab.focus();
  show(tab);
});

// The Escape key pressed inside a drawing: it can ask for nothing else.
window.addEventListener("message", (event) => {
  if (event.source === panel.firstElementChild?.contentWindow && event.data === "close") preview.close();
});
preview.addEventListener("close", () => panel.replaceChildren());
