// What both drawings share: where the payloads lie, and where the drawing goes.
export const place = document.getElementById("drawing");
export const payloads = JSON.parse(document.getElementById("payloads").textContent).map(JSON.parse);

// Says that it is drawn, once it is: React draws a little later.
export function ready(finish = () => {}) {
  requestAnimationFrame(() => setTimeout(() => {
    finish();
    place.dataset.drawn = "yes";
  }));
}
