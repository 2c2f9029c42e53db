// The queue and its cards by keys. Comfort only: everything works without this file, and the settings switch the keys off.

const rows = () => [...document.querySelectorAll(".queue tbody tr")];
const link = (row) => row?.querySelector("th a");
const box = (row) => row?.querySelector("input[name=item]");
const boxes = () => rows().map(box);
// The address of the row that was gone to last: the page may have been asked for again since.
let here;
let sent = false;

const current = () => rows().find((row) => row.contains(document.activeElement)) ?? rows().find((row) => link(row).href === here);

function go(row) {
  if (!row) return;
  here = link(row).href;
  link(row).focus();
  row.scrollIntoView({ block: "nearest" });
  mark();
}

function mark() {
  for (const row of rows()) row.classList.toggle("here", link(row).href === here);
}

function step(by) {
  const all = rows();
  if (all.length === 0) return document.querySelector(`main .around a[rel=${by > 0 ? "next" : "prev"}]`)?.click();
  const at = all.indexOf(current());
  go(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

// Once: the page is on its way to the next one.
function send(form, button) {
  if (!form || sent) return;
  sent = true;
  form.requestSubmit(button);
}

function review(field = "") {
  const row = current();
  const form = document.querySelector("#bulk");
  if (form) form.action = `${form.getAttribute("action").split("#")[0]}${field}`;
  if (!boxes().some((one) => one.checked) && box(row)) box(row).checked = true;
  if (boxes().some((one) => one.checked)) send(form);
}

function ask() {
  const details = document.querySelector("details#ask");
  if (!details) return;
  details.open = true;
  details.querySelector("textarea").focus();
}

const onCard = () => document.querySelector(".answer form.yes");
const keys = {
  j: () => step(1),
  k: () => step(-1),
  x: () => { const one = box(current()); if (one) one.checked = !one.checked; },
  Enter: () => current() && link(current()).click(),
  a: () => (onCard() ? send(onCard()) : review()),
  d: () => (onCard() ? document.querySelector("#reason").focus() : review("#reason")),
  i: () => (onCard() ? ask() : current() && location.assign(`${link(current()).href}#ask`)),
  "?": () => document.querySelector("dialog#keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (!document.querySelector('main[data-keys="on"]') || document.querySelector("dialog[open]")) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = event.target.closest("a, button, summary, input, select, textarea, [contenteditable]");
  const typing = at?.matches("input:not([type=checkbox]), select, textarea, [contenteditable]");
  // What has the focus knows itself what Enter is.
  if (typing || (event.key === "Enter" && at) || (event.repeat && !"jk".includes(event.key))) return;
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

// "All" are those without an exception, as without this file.
document.addEventListener("click", (event) => {
  const all = event.target.closest("[data-select]")?.dataset.select;
  if (!all || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  for (const one of boxes()) one.checked = all === "all" && !one.hasAttribute("data-apart");
});

document.addEventListener("focusin", () => {
  const row = rows().find((one) => one.contains(document.activeElement));
  if (row) { here = link(row).href; mark(); }
});
document.addEventListener("swapped", mark);
// Back from the next page: the form can be sent again.
window.addEventListener("pageshow", () => { sent = false; });
if (location.hash === "#ask") ask();
if (location.hash === "#reason") document.querySelector("#reason")?.focus();
