// Comfort only: everything works without this file.

// A question before what can not be taken back.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// "/" goes to the search field.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox]), select, textarea");
  const off = document.querySelector('main[data-keys="off"]');
  if (event.key !== "/" || typing || off || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector('input[type="search"]');
  if (field) { event.preventDefault(); field.focus(); field.select(); }
});

// After a refused form, the list of what to mend comes first.
document.querySelector(".summary")?.focus();

// On a phone the navigation is one row: it shows where one is.
for (const here of document.querySelectorAll(".nav a[aria-current]")) {
  const row = here.closest("ul");
  const ahead = here.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft = ahead - (row.clientWidth - here.offsetWidth) / 2;
}

// A page that waits is told when what it shows has changed, and asks for itself again: not while one is writing on it, and only
// while it is seen. Without this module a link does the same.
const GATHER_MS = 200;
let line;
let stale = false;
let leaving = false;
// What was done is said once, above everything else of the page.
const SAID = "main > p.notice[role=status]:not(main > :not(p.notice) ~ *)";

function live() {
  const topic = document.querySelector("main[data-live]")?.dataset.live;
  if (topic === undefined || document.hidden || line) return;
  line = new EventSource(`/live?${topic}`);
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
  line.addEventListener("end", hangUp);
}

function hangUp() {
  line?.close();
  line = undefined;
  delete document.documentElement.dataset.hears;
}

async function lookAgain() {
  const main = document.querySelector("main[data-live]");
  const busy = main?.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  if (!main || !stale || leaving || document.hidden || busy || document.querySelector("dialog[open]")) return;
  stale = false;
  try {
    const answer = await fetch(location.href, { redirect: "error", headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.querySelector("main");
    if (!next) return;
    // The fresh page has no word of it, and it stays until the page is left.
    const said = document.querySelector(SAID);
    if (said && !fresh.querySelector(SAID)) next.querySelector(":scope > :not(p.notice)")?.before(said.cloneNode(true));
    if (next.innerHTML !== main.innerHTML) swap(main, next);
    if (!next.hasAttribute("data-live")) hangUp();
    for (const count of document.querySelectorAll(".top")) count.replaceWith(fresh.querySelector(".top"));
  } catch { /* the network is away for a moment: the next change tells */ }
}

// Focus stays on the link or button it was on, what was opened stays open, and what was ticked stays ticked.
function swap(main, fresh) {
  const links = (root) => [...root.querySelectorAll("a, button, summary")];
  const boxes = (root) => [...root.querySelectorAll("input[type=checkbox]")];
  const ticked = new Map(boxes(main).map((one) => [`${one.name}=${one.value}`, one.checked]));
  const details = (root) => [...root.querySelectorAll("details")];
  const place = links(main).indexOf(document.activeElement);
  const open = details(main).map((one) => one.open);
  main.replaceWith(fresh);
  for (const one of boxes(fresh)) one.checked = ticked.get(`${one.name}=${one.value}`) ?? one.checked;
  details(fresh).forEach((one, at) => { if (open[at]) one.open = true; });
  if (place >= 0) links(fresh)[place]?.focus({ preventScroll: true });
  document.dispatchEvent(new Event("swapped"));
}

// The next page says what was done; asked for now, this one would take the words from it.
document.addEventListener("submit", (event) => { leaving ||= !event.defaultPrevented && event.target.method === "post"; });
window.addEventListener("pageshow", () => { leaving = false; });
document.addEventListener("visibilitychange", () => (document.hidden ? hangUp() : live()));
document.addEventListener("focusout", () => setTimeout(lookAgain));
live();
