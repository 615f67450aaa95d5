// A preview hears the Escape key, but only the page around it can close it.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && window.parent !== window) window.parent.postMessage("close", "*");
});
// What is shown is for looking: nothing is sent, and no link leads away.
document.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("click", (event) => {
  if (event.composedPath().some((each) => each instanceof HTMLAnchorElement)) event.preventDefault();
});
