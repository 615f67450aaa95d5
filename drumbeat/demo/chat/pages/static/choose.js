// Finds somebody in the long list as one types; without a script the list is simply long.
"use strict";

const filter = document.querySelector("#filter");

if (filter) {
  const people = [...document.querySelectorAll(".people > li")];
  const found = document.querySelector("#found");
  filter.closest(".filter").hidden = false;
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    for (const each of people) {
      each.hidden = !words.every((word) => each.dataset.words.includes(word));
    }
    const left = people.filter((each) => !each.hidden).length;
    found.textContent = left === 1 ? "1 person" : `${left} people`;
  });
  filter.addEventListener("keydown", (event) => {
    // Enter would send the form with whoever stands first.
    if (event.key === "Enter") event.preventDefault();
  });
}
