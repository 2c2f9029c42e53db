// Comfort only: everything works without this file.

// A question before what can not be taken back.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// "/" goes to the search field.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector('input[type="search"]');
  if (field) { event.preventDefault(); field.focus(); }
});

// After a refused form, the list of what to mend comes first.
document.querySelector(".summary")?.focus();

// On a phone the navigation is one row: it shows where one is.
for (const here of document.querySelectorAll(".nav a[aria-current]")) {
  const row = here.closest("ul");
  const ahead = here.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft = ahead - (row.clientWidth - here.offsetWidth) / 2;
}

// A page that is not final yet looks again within a second, at most for ten minutes, and only while it is seen.
const PAUSE_MS = 750;
let looksLeft = 800;

async function lookAgain() {
  const main = document.querySelector("main[data-refresh]");
  if (!main || looksLeft-- <= 0) return;
  const busy = main.contains(document.activeElement) && document.activeElement.matches("input, select, textarea, button");
  if (!document.hidden && !busy) {
    try {
      const answer = await fetch(location.href, { redirect: "error", headers: { accept: "text/html" } });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      if (!fresh) return;
      if (fresh.innerHTML !== main.innerHTML) swap(main, fresh);
      else if (!fresh.hasAttribute("data-refresh")) return;
    } catch { /* the network is away for a moment: the next look tells */ }
  }
  setTimeout(lookAgain, PAUSE_MS);
}

// Focus stays on the link or button it was on.
function swap(main, fresh) {
  const links = (root) => [...root.querySelectorAll("a, button, summary")];
  const place = links(main).indexOf(document.activeElement);
  main.replaceWith(fresh);
  if (place >= 0) links(fresh)[place]?.focus({ preventScroll: true });
}

if (document.querySelector("main[data-refresh]")) setTimeout(lookAgain, PAUSE_MS);
