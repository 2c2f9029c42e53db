// The form of a request, live: after a change of what is asked, the parts that follow from it are asked for and put in
// place of the old ones. Without this module the button "What would happen" does the same.

const PAUSE_MS = 250;
const form = document.querySelector("form[data-preview]");
let latest = 0;
let pause;

if (form) {
  form.querySelector("[data-without-script]").hidden = true;
  form.addEventListener("change", soon);
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-suggest], [type=number], [type=date]")) soon();
  });
}

function soon() {
  latest += 1; // What is on its way is old now.
  clearTimeout(pause);
  pause = setTimeout(ask, PAUSE_MS);
}

async function ask() {
  const mine = latest;
  const fields = new FormData(form);
  // Written for the people who sign: not for addresses, nor for what logs them.
  fields.delete("csrf");
  fields.delete("justification");
  const address = `/products/${fields.get("product")}/request/preview?${new URLSearchParams(fields)}`;
  try {
    const answer = await fetch(address, { redirect: "error", headers: { accept: "text/html" } });
    if (!answer.ok || mine !== latest) return;
    const text = await answer.text();
    if (mine !== latest) return;
    const fresh = new DOMParser().parseFromString(text, "text/html");
    for (const part of fresh.querySelectorAll("[data-live]")) put(part);
    const said = document.querySelector("#live-before").dataset.said;
    const status = document.querySelector("#live-said");
    if (status.textContent !== said) status.textContent = said;
    document.title = document.title.replace(/^.* · /, `${document.querySelector("h1").textContent} · `);
  } catch { /* the network is away for a moment: sending the form tells */ }
}

// Focus, and where one writes, stay where they were; a message at a field stays until the field is sent again.
function put(part) {
  const old = document.getElementById(part.id);
  if (!old || old.outerHTML === part.outerHTML) return;
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const place = active?.matches("textarea, input[type=text]") ? [active.selectionStart, active.selectionEnd] : null;
  old.replaceWith(part);
  if (!active?.id) return;
  const again = document.getElementById(active.id);
  again?.focus({ preventScroll: true });
  if (place && again) again.setSelectionRange(...place);
}
