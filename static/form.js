// A form that is live: after a change of what is asked, the parts that follow from it are asked for and put in place of the
// old ones. Without this module the button "What would happen" does the same.

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

// What was wrong with another product is nothing to mend here.
form?.querySelector("[name=product]")?.addEventListener("change", () => form.querySelector(".summary")?.remove());

function soon() {
  latest += 1; // What is on its way is old now.
  clearTimeout(pause);
  pause = setTimeout(ask, PAUSE_MS);
}

async function ask() {
  const mine = latest;
  const fields = new FormData(form);
  // Nothing follows from it but its length, and that is said when the form is sent.
  fields.delete("justification");
  try {
    const answer = await fetch(form.dataset.preview, {
      method: "POST", redirect: "error", headers: { accept: "text/html" }, body: new URLSearchParams(fields),
    });
    if (mine !== latest) return;
    if (!answer.ok) return stale();
    const text = await answer.text();
    if (mine !== latest) return;
    const fresh = new DOMParser().parseFromString(text, "text/html");
    for (const part of fresh.querySelectorAll("[data-live]")) put(part);
    const said = document.querySelector("#live-before").dataset.said;
    const status = document.querySelector("#live-said");
    if (status.textContent !== said) status.textContent = said;
    document.title = document.title.replace(/^.* · /, `${document.querySelector("h1").textContent} · `);
  } catch {
    if (mine === latest) stale();
  }
}

// What stands beside the fields is of what was chosen before.
function stale() {
  document.querySelector("#live-before [data-stale]").hidden = false;
}

// What was written or opened meanwhile, the focus, and where one writes stay as they were; a message at a field stays until the form
// is sent again.
function put(part) {
  const old = document.getElementById(part.id);
  if (!old) return;
  for (const field of part.querySelectorAll("textarea, input[type=text]")) {
    const written = document.getElementById(field.id);
    if (written && old.contains(written)) field.value = written.value;
  }
  for (const details of part.querySelectorAll("details[id]")) {
    details.open = document.getElementById(details.id)?.open ?? false;
  }
  if (old.outerHTML === part.outerHTML) return;
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const place = active?.matches("textarea, input[type=text]") ? [active.selectionStart, active.selectionEnd] : null;
  old.replaceWith(part);
  if (!active?.id) return;
  const again = document.getElementById(active.id);
  again?.focus({ preventScroll: true });
  if (place && again) again.setSelectionRange(...place);
}
