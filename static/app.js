// Comfort only: everything works without this file.

// A question before what can not be taken back.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// "/" goes to the search field.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox]), select, textarea");
  const off = document.querySelector('[data-keys="off"]');
  if (event.key !== "/" || typing || off || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector('input[type="search"]');
  if (field) { event.preventDefault(); field.focus(); field.select(); }
});

// After a refused form, the list of what to mend comes first.
document.querySelector(".summary")?.focus();

// On a phone the navigation is one row: it shows where one is.
function centre() {
  for (const here of document.querySelectorAll(".nav a[aria-current]")) {
    const row = here.closest("ul");
    const ahead = here.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft = ahead - (row.clientWidth - here.offsetWidth) / 2;
  }
}
centre();

// A page that waits is told when what it shows has changed, and asks for itself again: not while one is writing on it, and only
// while it is seen. Without this module a link does the same.
const GATHER_MS = 200;
const AGAIN_MS = 10_000;
let line;
let stale = false;
let leaving = false;
let pressed = false;
// What was done is said once, above everything else of the page.
const SAID = "main > p.notice[role=status]:not(main > :not(p.notice) ~ *)";

function live() {
  // What was typed into a refused form is nowhere else.
  const main = document.querySelector("main[data-live]:not(:has([aria-invalid]))");
  if (!main || document.hidden || line) return;
  line = new EventSource(`/live?${main.dataset.live}`);
  line.addEventListener("changed", () => {
    stale = true;
    setTimeout(lookAgain, GATHER_MS * (1 + Math.random()));
  });
  // What changed before the line was there. While it is, nobody has to ask for the page again.
  line.addEventListener("open", () => {
    document.documentElement.dataset.hears = "";
    stale = true;
    lookAgain();
  });
  // The browser calls again by itself, unless it was refused.
  line.addEventListener("error", () => {
    delete document.documentElement.dataset.hears;
    if (line?.readyState !== EventSource.CLOSED) return;
    hangUp();
    setTimeout(live, AGAIN_MS * (1 + Math.random()));
  });
  line.addEventListener("end", hangUp);
}

function hangUp() {
  line?.close();
  line = undefined;
  delete document.documentElement.dataset.hears;
}

// What was typed or chosen and is not sent yet. Ticks are kept by the swap.
function isTyped(field) {
  if (field.matches("select")) {
    const usual = [...field.options].findIndex((one) => one.defaultSelected);
    return field.selectedIndex !== Math.max(usual, 0);
  }
  return field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

function isBusy(main) {
  const at = document.activeElement;
  const fields = main.querySelectorAll("input:not([type=checkbox]), select, textarea");
  return pressed || leaving || document.hidden || document.querySelector("dialog[open]") !== null
    || (main.contains(at) && at.matches("input, select, textarea")) || [...fields].some(isTyped);
}

async function lookAgain() {
  const main = document.querySelector("main[data-live]");
  if (!main || !stale || isBusy(main)) return;
  stale = false;
  try {
    const answer = await fetch(location.href, { redirect: "error", headers: { accept: "text/html", "x-looks-again": "1" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.querySelector("main");
    if (!next) return;
    // One has begun to write while it was on its way.
    if (isBusy(main)) {
      stale = true;
      return;
    }
    // The fresh page has no word of it, and it stays until the page is left.
    const said = document.querySelector(SAID);
    if (said && !fresh.querySelector(SAID)) next.querySelector(":scope > :not(p.notice)")?.before(said.cloneNode(true));
    if (next.innerHTML !== main.innerHTML) swap(main, next);
    if (!next.hasAttribute("data-live")) hangUp();
    const [top, freshTop] = [document.querySelector(".top"), fresh.querySelector(".top")];
    if (freshTop && !freshTop.isEqualNode(top)) {
      keepingFocus(top, freshTop);
      centre();
    }
  } catch { /* the network is away for a moment: the next change tells */ }
}

// The link or button that is the same one on the fresh page: by where it leads and what it says, never by its place.
const same = (one) => `${one.localName} ${one.getAttribute("href") ?? one.form?.getAttribute("action") ?? ""} ${one.href ? "" : one.textContent.trim()}`;
const links = (root) => [...root.querySelectorAll("a, button, summary")];

function keepingFocus(old, fresh) {
  const at = old.contains(document.activeElement) && links(old).includes(document.activeElement) ? document.activeElement : undefined;
  old.replaceWith(fresh);
  if (at) links(fresh).find((one) => same(one) === same(at))?.focus({ preventScroll: true });
}

// Focus stays on the link or button it was on, what was opened stays open, and what was ticked stays ticked.
function swap(main, fresh) {
  const boxes = (root) => [...root.querySelectorAll("input[type=checkbox]")];
  const ticked = new Map(boxes(main).map((one) => [`${one.name}=${one.value}`, one.checked]));
  const called = (details) => details.querySelector("summary").textContent.trim();
  const open = new Set([...main.querySelectorAll("details[open]")].map(called));
  keepingFocus(main, fresh);
  for (const one of boxes(fresh)) one.checked = ticked.get(`${one.name}=${one.value}`) ?? one.checked;
  for (const one of fresh.querySelectorAll("details")) one.open ||= open.has(called(one));
  document.dispatchEvent(new Event("swapped"));
}

// A press that has begun ends on what it began on.
document.addEventListener("pointerdown", () => { pressed = true; });
for (const up of ["pointerup", "pointercancel"]) {
  document.addEventListener(up, () => { pressed = false; setTimeout(lookAgain); });
}

// What a form does changes this page as well; it is about to be left, and need not ask for itself once more.
document.addEventListener("submit", (event) => { leaving ||= !event.defaultPrevented && event.target.method === "post"; });
window.addEventListener("pageshow", () => { leaving = false; });
document.addEventListener("visibilitychange", () => (document.hidden ? hangUp() : live()));
document.addEventListener("focusout", () => setTimeout(lookAgain));
live();
