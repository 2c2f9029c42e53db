// Keeps the page fresh in place: looks again every three seconds, leaves open what is open, and can be paused.
"use strict";

const everyMs = 3000;
const pause = document.getElementById("pause");
let paused = false;
let looking = false;

function busy() {
  const selection = document.getSelection();
  return paused || looking || document.hidden || (selection && !selection.isCollapsed);
}

async function look() {
  if (busy()) return;
  looking = true;
  try {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-live]")) {
      const next = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
      if (next && !old.contains(document.activeElement)) take(old, next);
    }
    pause.textContent = "Pause";
  } catch {
    pause.textContent = "No answer; trying again";
  } finally {
    looking = false;
  }
}

/** Puts the new content in, with the details open that were open before. */
function take(old, next) {
  for (const open of old.querySelectorAll("details[open]")) {
    const same = next.querySelector(`#${CSS.escape(open.id)}`);
    if (same) same.open = true;
  }
  if (old.innerHTML !== next.innerHTML) old.replaceChildren(...next.childNodes);
}

pause.hidden = false;
pause.addEventListener("click", () => {
  paused = !paused;
  pause.setAttribute("aria-pressed", String(paused));
  pause.textContent = paused ? "Go on" : "Pause";
  if (!paused) look();
});
setInterval(look, everyMs);
