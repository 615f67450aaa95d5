// Makes the page's ordinary forms quick, and follows what happens meanwhile.
"use strict";

const log = document.querySelector("#log");
const sheet = document.querySelector("#sheet");
const note = document.querySelector("#note");
const wrong = document.querySelector("#wrong");
const say = document.querySelector("#say");
const more = document.querySelector(".more");
const bar = document.querySelector(".top");
const SAID_LIMIT = 3000;
const NEAR = 48;
const DOUBLE_CLICK_MS = 1000;
let shown = Number(log.dataset.newest);
let stuck = true;
let before = shown;
let awaited = ""; // the card that was pressed, until it is answered

function newKey() {
  // crypto.randomUUID is missing where the page is not served securely.
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Gives a form the key of its next wish, once a second click can no longer mean the last one.
function renewKey(form) {
  setTimeout(() => { form.elements.key.value = newKey(); }, DOUBLE_CLICK_MS);
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

function atBottom() {
  const page = document.documentElement;
  return page.scrollHeight - page.clientHeight - page.scrollTop < NEAR;
}

function toBottom() {
  window.scrollTo({ top: document.documentElement.scrollHeight });
  more.hidden = true;
}

function isNews(line) {
  return Number(line.dataset.number) > before && !line.classList.contains("theirs");
}

// Shows the newest lines: where they are taller than the page, from the top of the first.
function toNewest() {
  const first = [...log.querySelectorAll(".line.arriving")].find(isNews);
  toBottom();
  if (!first || first.getBoundingClientRect().top >= bar.getBoundingClientRect().bottom) return;
  stuck = false;
  first.scrollIntoView({ block: "start" });
}

// Shows a card that changed where it stands, when that is all that a press was answered with.
function toRedrawn(lines) {
  const ours = lines.map(({ id }) => document.getElementById(`line-${id}`)).filter(isNews);
  const card = ours.find((line) => !line.classList.contains("arriving"));
  if (!card || ours.some((line) => line.classList.contains("arriving"))) return;
  stuck = false;
  note.textContent = "";
  card.classList.add("redrawn");
  card.scrollIntoView({ block: "nearest" });
}

// Changes the page, and keeps the newest line in view unless somebody reads further up.
function change(work, own) {
  if (own) stuck = true;
  else if (stuck && !document.querySelector("form[aria-busy]")) before = shown;
  const added = work();
  if (stuck && (added || own)) toNewest();
  else if (added && !own) more.hidden = false;
}

function separate(line) {
  const days = log.querySelectorAll(".line");
  const last = days[days.length - 1];
  if (last && last.dataset.day === line.dataset.day) return;
  const day = element('<p class="day"><span></span></p>');
  day.firstElementChild.textContent = line.dataset.day;
  log.append(day);
}

function place({ id, number, html }) {
  shown = Math.max(shown, number);
  const old = document.getElementById(`line-${id}`);
  if (old && Number(old.dataset.number || 0) >= number) return false;
  const line = element(html);
  line.dataset.number = number;
  if (old) {
    const pressed = old.contains(document.activeElement) ? document.activeElement.value : null;
    keepKey(old.querySelector("form"), line.querySelector("form"));
    old.replaceWith(line);
    if (pressed !== null) keepFocus(line, pressed);
    return false;
  }
  document.querySelector("#hello")?.remove();
  separate(line);
  line.classList.add("arriving");
  log.append(line);
  note.textContent = "";
  return true;
}

function keepKey(before, now) {
  if (!before || !now) return;
  now.elements.key.value = before.elements.key.value;
  renewKey(now);
}

function keepFocus(line, pressed) {
  const buttons = [...line.querySelectorAll("button")];
  const same = buttons.find((button) => button.value === pressed);
  (same || buttons[0] || say).focus({ preventScroll: true });
}

function showForm({ version, html }, focus) {
  const fresh = sheet.dataset.version !== version;
  if (fresh) {
    sheet.dataset.version = version;
    sheet.innerHTML = html;
  }
  if (focus) enterForm();
  return fresh;
}

function enterForm() {
  stuck = false;
  const invalid = sheet.querySelector("[aria-invalid=true] input, [aria-invalid=true]");
  if (invalid) {
    invalid.focus();
    return;
  }
  // A tall form is read from its top.
  sheet.querySelector("[autofocus]")?.focus({ preventScroll: true });
  sheet.firstElementChild?.scrollIntoView({ block: "start" });
}

function closeForm() {
  const inside = sheet.contains(document.activeElement);
  sheet.dataset.version = "";
  sheet.replaceChildren();
  if (inside) say.focus({ preventScroll: true });
}

function tell(answer, form) {
  const fromSheet = sheet.contains(form);
  change(() => {
    const added = answer.lines.map(place).some(Boolean);
    if (answer.form) showForm(answer.form, fromSheet || answer.form.version !== sheet.dataset.before);
    else if (fromSheet) closeForm();
    return added;
  }, true);
  document.querySelector("#now").textContent = answer.now;
  note.textContent = answer.note;
  if (!answer.note) awaited = "";
  if (!answer.form) toRedrawn(answer.lines);
}

function complain(sentence) {
  wrong.textContent = sentence;
  say.toggleAttribute("aria-invalid", false);
  if (sentence) say.setAttribute("aria-invalid", "true");
}

async function post(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  fields.set("after", shown);
  // Not form.action: a control of that name stands before it.
  const response = await fetch(form.getAttribute("action"), {
    method: "POST",
    headers: { Accept: "application/json" },
    body: fields,
  });
  if (response.redirected) return window.location.assign(response.url);
  return response.json();
}

// Empties the box at once: what is typed while an answer is awaited is the next thing to say.
function takeWords(form) {
  if (!("say" in form.dataset)) return "";
  const words = form.elements.text.value;
  form.elements.text.value = "";
  return words;
}

function giveBack(form, words) {
  if (!words) return;
  const box = form.elements.text;
  box.value = box.value ? `${words} ${box.value}` : words;
}

async function send(form, submitter) {
  sheet.dataset.before = sheet.dataset.version;
  before = shown;
  awaited = form.closest(".line")?.id || "";
  form.setAttribute("aria-busy", "true");
  const posted = post(form, submitter);
  const words = takeWords(form);
  try {
    const answer = await posted;
    if (!answer) return;
    complain(answer.error || "");
    if (answer.error) return giveBack(form, words);
    tell(answer, form);
    renewKey(form);
  } catch {
    giveBack(form, words);
    complain("That did not get through. Please try again: nothing will be done twice.");
  } finally {
    form.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("live" in form.dataset)) return;
  event.preventDefault();
  if ("say" in form.dataset) {
    const text = form.elements.text.value.trim();
    if (!text) return;
    if ([...text].length > SAID_LIMIT) {
      complain(`That is too long: ${SAID_LIMIT.toLocaleString("en")} characters fit. Nothing was sent.`);
      return;
    }
  }
  send(form, event.submitter);
});

say.addEventListener("input", () => complain(""));
window.addEventListener("scroll", () => {
  stuck = atBottom();
  if (stuck) more.hidden = true;
}, { passive: true });
log.addEventListener("click", (event) => {
  // What somebody unfolds grows where it stands.
  if (event.target.closest("summary")) stuck = false;
});
// Pictures arrive late, and push the newest line down.
new ResizeObserver(() => { if (stuck) toBottom(); }).observe(log);

function hear(line) {
  change(() => place(line));
  // An answer that took long comes here, after the press was answered with a note.
  if (`line-${line.id}` !== awaited || document.querySelector("form[aria-busy]")) return;
  awaited = "";
  toRedrawn([line]);
}

function follow() {
  const address = `/chat/events?after=${shown}&form=${sheet.dataset.version}`;
  const source = new EventSource(address);
  source.addEventListener("line", (event) => hear(JSON.parse(event.data)));
  source.addEventListener("form", (event) => change(() => showForm(JSON.parse(event.data))));
  source.addEventListener("form-closed", (event) => {
    if (JSON.parse(event.data).version === sheet.dataset.version) closeForm();
  });
  source.addEventListener("now", (event) => {
    document.querySelector("#now").textContent = JSON.parse(event.data).text;
  });
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
}

window.history.scrollRestoration = "manual";
toBottom();
follow();
