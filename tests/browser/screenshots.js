// A picture of every page in its states, in both widths and both themes, into screenshots/.
// With --readme also the two pictures of the README, into docs/images/.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { alterFact, domain, openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { themes, widths } from "./scan.js";
import * as desk from "./screenshots-desk.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const pictures = join(root, "screenshots");
const readmePictures = join(root, "docs/images");
const forReadme = process.argv.includes("--readme");
let count = 0;

async function picture(page, name) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      count += 1;
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

async function pictureForReadme(page, name) {
  if (!forReadme) return;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.screenshot({ path: join(readmePictures, `${name}.png`) });
}

/** Asks for the product found by `part`; answers the address of the request. */
async function ask(page, demo, part, why) {
  await openForm(page, demo, part);
  await page.getByLabel(/^Why is it needed/).fill(why);
  await page.getByRole("button", { name: "Send request" }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]+$/);
  return page.url();
}

async function openForm(page, demo, part) {
  await page.goto(`${demo.url}/?q=${part}`);
  await page.getByRole("link", { name: /Ask for/ }).first().click();
  await page.waitForURL(/\/products\//);
}

async function openCard(page, demo, product) {
  await page.goto(`${demo.url}/approvals`);
  await page.getByRole("link", { name: product }).first().click();
  await page.getByRole("heading", { name: "Your answer" }).waitFor();
}

async function approve(page, demo, product) {
  await openCard(page, demo, product);
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await page.locator(".done", { hasText: "You approved" }).waitFor();
}

/** Loads the request's page until it says `words`. */
async function until(page, address, words) {
  for (;;) {
    await page.goto(address);
    const badge = page.locator(".badge.large", { hasText: words });
    if (await badge.waitFor({ timeout: 1_000 }).then(() => true, () => false)) return;
  }
}

async function doors(demo, browser) {
  const page = await windowFor(browser);
  await page.goto(`${demo.url}/sign-in`);
  await picture(page, "sign-in");
  await page.goto(`${demo.url}/sign-in/start?next=%2F`);
  await picture(page, "tenant-sign-in");
  await page.getByRole("searchbox").fill("nobody of this name");
  await page.getByRole("button", { name: "Search" }).click();
  await picture(page, "tenant-sign-in-nobody");
  await page.goto(`${demo.url}/sign-in/start?next=%2F&login_hint=mia.berg%40${domain}`);
  await picture(page, "tenant-sign-in-hinted");
  await page.goto(`${demo.url}/sign-in/callback?error=access_denied&error_description=declined&state=none`);
  await picture(page, "sign-in-refused");
}

/** What has `path` in its address goes wrong at the tenant while `work` is done. */
async function withFault(demo, path, work) {
  const fault = { path_contains: path, status: 503, code: "ServiceNotAvailable", message: "Try later.", times: 100 };
  const address = `${demo.tenant}/_control/faults`;
  const headers = { "content-type": "application/json" };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(fault) });
  if (!answer.ok) throw new Error(`no fault was taken: ${answer.status}`);
  await work();
  await fetch(address, { method: "DELETE" });
}

/** What the demo begins with. */
async function seeded(demo, { mia, jonas, lena, grace, henrik, ada }) {
  await mia.goto(`${demo.url}/licences`);
  await picture(mia, "licences");
  await mia.getByRole("link", { name: /Give back/ }).click();
  await picture(mia, "give-back");
  await jonas.goto(`${demo.url}/licences`);
  await picture(jonas, "licences-twice");
  await lena.goto(`${demo.url}/licences`);
  await picture(lena, "licences-empty");
  await withFault(demo, "/users/", async () => {
    await mia.goto(`${demo.url}/licences`);
    await mia.getByText("Microsoft does not answer").waitFor();
    await picture(mia, "licences-unread");
  });
  await mia.goto(`${demo.url}/licences/05e9a617-0261-4cee-bb44-138d3ef5d965/give-back`);
  await picture(mia, "give-back-inherited");
  await jonas.goto(`${demo.url}/requests`);
  await jonas.getByRole("link", { name: /Project/ }).click();
  await picture(jonas, "request-waiting-for-seat");
  await lena.goto(`${demo.url}/requests`);
  await lena.getByRole("link", { name: /Visio/ }).click();
  await picture(lena, "request-needs-attention");
  await henrik.goto(`${demo.url}/requests`);
  await henrik.getByRole("heading", { name: "You have not asked for anything yet" }).waitFor();
  await picture(henrik, "requests-empty");

  await ada.goto(`${demo.url}/admin/attention`);
  await picture(ada, "attention");
  await ada.locator(".giving-up summary").first().click();
  await ada.locator(".giving-up button").first().click();
  await ada.locator(".giving-up .message").waitFor();
  await picture(ada, "attention-error");
  await ada.goto(`${demo.url}/admin/attention?q=nobody`);
  await picture(ada, "attention-nothing-found");
  await ada.goto(`${demo.url}/admin/seats`);
  await picture(ada, "seats");
  await ada.getByText(/Hold seats back of Visio/).click();
  await ada.getByLabel("Seats to hold back").and(ada.locator(":visible")).fill("a dozen");
  await ada.getByRole("button", { name: /Save for Visio/ }).click();
  await ada.locator(".message").waitFor();
  await picture(ada, "seats-error");
  await ada.locator("details[open] input[name=seats]").fill("2");
  await ada.getByRole("button", { name: /Save for Visio/ }).click();
  await ada.locator(".notice[role=status]").waitFor();
  await picture(ada, "seats-held-back");
  await ada.goto(`${demo.url}/admin/plans`);
  await picture(ada, "plans");
  await ada.getByRole("button", { name: /Classify/ }).click();
  await ada.locator(".message").waitFor();
  await picture(ada, "plans-error");
  await openForm(mia, demo, "POWER_BI_PRO");
  await picture(mia, "form-new-plan");
  await ada.getByLabel(/Offer and switch on/).check();
  await ada.getByLabel("Reason").fill("Searching across workspaces is wanted.");
  await ada.getByRole("button", { name: /Classify/ }).click();
  await ada.locator(".notice[role=status]").waitFor();
  await picture(ada, "plans-classified");

  await approve(henrik, demo, /Visio/);
  await grace.goto(`${demo.url}/requests`);
  await grace.getByRole("link", { name: /Visio/ }).click();
  await grace.locator(".badge.large", { hasText: "Active" }).waitFor();
  await grace.goto(`${demo.url}/licences`);
  await grace.getByRole("link", { name: /Give back/ }).click();
  await picture(grace, "give-back-files");
  await grace.getByRole("button", { name: "Give back" }).click();
  await grace.locator(".summary").waitFor();
  await picture(grace, "give-back-error");
  await grace.getByRole("checkbox").check();
  await grace.getByRole("button", { name: "Give back" }).click();
  await grace.locator(".badge.large", { hasText: "Ended" }).waitFor();
  await picture(grace, "request-given-back");
  await grace.goto(`${demo.url}/licences`);
  await picture(grace, "licences-ended");
}

async function employee(page, demo) {
  await picture(page, "catalogue");
  await pictureForReadme(page, "catalogue");
  await page.goto(`${demo.url}/?q=teams`);
  await picture(page, "catalogue-search");
  await page.goto(`${demo.url}/?q=no+such+thing`);
  await picture(page, "catalogue-nothing-found");
  await page.goto(`${demo.url}/approvals`);
  await picture(page, "approvals-empty");
  await openForm(page, demo, "VISIOCLIENT");
  await picture(page, "form");
  await openForm(page, demo, "Microsoft_365_Copilot");
  await page.getByLabel(/^Why is it needed/).fill("I want it");
  const plans = page.locator("input[name=plans]:not([disabled])");
  for (const plan of await plans.all()) await plan.uncheck();
  await page.getByRole("button", { name: "Send request" }).click();
  await page.locator(".summary").waitFor();
  await picture(page, "form-errors");
  await openForm(page, demo, "SPE_E5");
  await picture(page, "form-many-plans");
  await openForm(page, demo, "SPE_F1");
  await picture(page, "form-questions");
  await page.getByRole("button", { name: "Send request" }).click();
  await page.locator(".summary").waitFor();
  await picture(page, "form-questions-errors");
}

async function road(demo, { mia, jonas, clara, ada }) {
  const visio = await ask(mia, demo, "VISIOCLIENT", "Charts of the packaging line for the spring review.");
  await picture(mia, "request-waiting");
  const copilot = await ask(mia, demo, "Microsoft_365_Copilot", "I summarise forty supplier contracts every month.");
  const seat = await ask(mia, demo, "PROJECTPROFESSIONAL", "The plan of the move to the new building.");
  const denied = await ask(mia, demo, "POWER_BI_PRO", "One dashboard.");
  await ask(mia, demo, "Ordinary+phone", "A number for suppliers.");
  await mia.getByRole("button", { name: "Cancel request" }).waitFor();
  mia.once("dialog", (dialog) => dialog.accept());
  await mia.getByRole("button", { name: "Cancel request" }).click();
  await mia.locator(".badge.large", { hasText: "Cancelled" }).waitFor();
  await picture(mia, "request-cancelled");

  await jonas.goto(`${demo.url}/approvals`);
  await picture(jonas, "approvals");
  await openCard(jonas, demo, /Visio/);
  await picture(jonas, "approval");
  await pictureForReadme(jonas, "approval");
  await approve(jonas, demo, /Visio/);
  await picture(jonas, "approval-signed");
  await openCard(jonas, demo, /Power BI/);
  await jonas.getByRole("button", { name: "Deny", exact: true }).click();
  await jonas.locator("#reason-error").waitFor();
  await picture(jonas, "approval-error");
  await jonas.getByLabel("Reason for denying").fill("The team's dashboard shows the same numbers.");
  await jonas.getByRole("button", { name: "Deny", exact: true }).click();
  await jonas.locator(".done", { hasText: "You denied" }).waitFor();
  await picture(jonas, "approval-denied");
  await approve(jonas, demo, /Planner and Project/);
  await approve(jonas, demo, /Copilot/);

  await ada.goto(copilot);
  await ada.getByRole("link", { name: /rule/ }).first().click();
  await ada.waitForURL(/\/explain$/);
  await picture(ada, "explain");
  await until(mia, visio, "Active");
  await picture(mia, "request-active");
  await until(mia, copilot, "Waiting for approval");
  await picture(mia, "request-second-stage");
  await until(mia, seat, "Waiting for a seat");
  await until(mia, denied, "Denied");
  await picture(mia, "request-denied");
  await mia.goto(`${demo.url}/requests`);
  await picture(mia, "requests");
  await mia.goto(demo.url);
  await picture(mia, "catalogue-with-marks");
  await openCard(clara, demo, /Copilot/);
  await picture(clara, "approval-second-stage");
}

/** The catalogue's administration. */
async function products(demo, { ada }) {
  await ada.goto(`${demo.url}/admin/catalogue`);
  await picture(ada, "products");
  await ada.goto(`${demo.url}/admin/catalogue?q=nothing+like+this`);
  await picture(ada, "products-nothing-found");
  await ada.goto(`${demo.url}/admin/catalogue?q=SPE_E5`);
  await ada.getByRole("link", { name: "Microsoft 365 E5" }).click();
  await picture(ada, "product");
  const stale = await ada.context().newPage();
  await stale.goto(ada.url());
  await ada.getByLabel("Price").fill("a lot");
  await ada.getByLabel("Owner").fill("nobody@haldenroe.example");
  await ada.getByRole("button", { name: "Save" }).click();
  await ada.locator(".summary").waitFor();
  await picture(ada, "product-error");
  await ada.getByLabel("Price").fill("54.75");
  await ada.getByLabel("Owner").fill("henrik.falk@haldenroe.example");
  await ada.getByRole("button", { name: "Save" }).click();
  await ada.locator(".notice[role=status]").waitFor();
  await picture(ada, "product-saved");
  await stale.getByLabel("Price").fill("60.00");
  await stale.getByRole("button", { name: "Save" }).click();
  await stale.locator(".summary").waitFor();
  await picture(stale, "product-moved");
  await stale.close();
  await ada.goto(`${demo.url}/admin/catalogue/import`);
  await picture(ada, "import");
  await ada.getByRole("button", { name: "Import" }).click();
  await ada.locator(".message").waitFor();
  await picture(ada, "import-error");
  await ada.getByRole("link", { name: "product-names.csv" }).click();
  await ada.getByRole("heading", { name: "Bad lines" }).waitFor();
  await picture(ada, "import-result");
}

/** What was done by hand, what the fuse holds, how old the mirror is. */
async function drift(demo, { ada }) {
  await ada.goto(`${demo.url}/admin/drift`);
  await picture(ada, "drift");
  await ada.goto(`${demo.url}/admin/drift?q=nothing+like+this`);
  await picture(ada, "drift-nothing-found");
  await ada.goto(`${demo.url}/admin/drift`);
  for (const name of ["Julie Perrin", "Omar Haddad"]) {
    await ada.locator(".troubles > li", { hasText: name }).getByRole("checkbox").first().check();
  }
  await ada.locator("#chosen").getByRole("button", { name: "Restore" }).click();
  await picture(ada, "drift-restore");
  await ada.getByRole("button", { name: "Restore 2 findings" }).click();
  await ada.locator(".message").waitFor();
  await picture(ada, "drift-restore-error");
  await ada.goto(`${demo.url}/admin/drift/adopt`);
  await picture(ada, "drift-adopt");
  await ada.getByLabel("Why").fill("As it was before Countersign came.");
  await ada.getByRole("button", { name: /^Adopt / }).click();
  await ada.getByText("were adopted").waitFor();
  await picture(ada, "drift-adopted");
  await ada.goto(`${demo.url}/admin/drift?which=decided`);
  await picture(ada, "drift-decided");
  await ada.goto(`${demo.url}/admin/fuse`);
  await picture(ada, "fuse");
  await ada.goto(`${demo.url}/admin/mirror`);
  await picture(ada, "mirror");
}

/** Days, leavers and movers. */
async function days(demo, { emil, hanna, jonas, ada, otto }) {
  await emil.goto(`${demo.url}/`);
  await picture(emil, "catalogue-near-end");
  await emil.goto(`${demo.url}/licences`);
  await picture(emil, "licences-near-end");
  await emil.locator(".ends").getByRole("link", { name: "Extend" }).click();
  await picture(emil, "extend");
  await emil.getByLabel("on a date, as the last day").check();
  await emil.getByRole("button", { name: "Ask for the extension" }).click();
  await emil.locator(".summary").waitFor();
  await picture(emil, "extend-error");
  await openCard(emil, demo, /Enterprise Mobility/);
  await picture(emil, "approval-extension");
  await approve(emil, demo, /Enterprise Mobility/);
  await otto.goto(`${demo.url}/requests`);
  await otto.getByRole("link", { name: /Enterprise Mobility/ }).first().click();
  await picture(otto, "request-extended");
  await hanna.goto(`${demo.url}/licences`);
  await picture(hanna, "licences-begins-later");
  await hanna.getByRole("link", { name: "Enterprise Mobility + Security E3" }).click();
  await picture(hanna, "request-begins-later");
  await jonas.goto(`${demo.url}/reviews`);
  await picture(jonas, "reviews");
  await jonas.getByRole("button", { name: /^Keep/ }).click();
  await jonas.locator(".message").waitFor();
  await picture(jonas, "reviews-error");
  await ada.goto(`${demo.url}/admin/leavers`);
  await picture(ada, "leavers");
  await ada.goto(`${demo.url}/admin/leavers?q=nothing+like+this`);
  await picture(ada, "leavers-nothing-found");
  await ada.goto(`${demo.url}/settings`);
  await picture(ada, "settings");
}

/** Nine of ten lose their account, a reading says; last, because afterwards hardly anybody is there. */
async function refused(demo, { ada }) {
  const body = JSON.stringify({ seed: 1, share: 0.9, kinds: ["disable"] });
  await fetch(`${demo.tenant}/_control/churn`, { method: "POST", headers: { "content-type": "application/json" }, body });
  await ada.goto(`${demo.url}/admin/mirror`);
  // The service may have begun by itself.
  const read = ada.getByRole("button", { name: /^Read now ?: people$/ });
  const refusal = ada.locator(".refused");
  await read.or(refusal).first().waitFor();
  if (await read.isVisible()) await read.click();
  await refusal.waitFor();
  await picture(ada, "mirror-refused");
  await ada.getByRole("button", { name: "Take it as it is" }).click();
  await ada.locator(".message").waitFor();
  await picture(ada, "mirror-refused-error");
}

/** The draft that waits from the beginning, one of one's own, one that is put in force, and the way back. */
async function policy(demo, { ada, viktor, mia, jonas }) {
  const text = readFileSync(join(demo.folder, "policy.toml"), "utf8");
  const file = join(demo.folder, "changed.toml");
  const send = async (page, words, why) => {
    writeFileSync(file, words);
    await page.goto(`${demo.url}/admin/policy`);
    await page.getByLabel("What changes, and why").first().fill(why);
    await page.getByLabel("The policy file").setInputFiles(file);
    await page.getByRole("button", { name: "Submit the file" }).click();
  };
  await ada.goto(`${demo.url}/admin/policy`);
  await picture(ada, "policy");
  await ada.locator("tr", { hasText: "Viktor Sand" }).getByRole("link").click();
  await picture(ada, "policy-draft");
  await ada.getByRole("button", { name: "Replay the last 90 days" }).click();
  await ada.locator(".badge.large", { hasText: "Done" }).waitFor();
  await picture(ada, "replay-of-a-draft");
  await ada.getByRole("link", { name: "Back to the draft" }).click();
  await picture(ada, "policy-draft-replayed");
  await ada.getByRole("button", { name: "Refuse" }).click();
  await picture(ada, "policy-draft-error");
  await send(ada, text.replace("products = [", "produkts = ["), "Nothing yet.");
  await picture(ada, "policy-mistakes");
  writeFileSync(join(demo.folder, "policy.toml"), `${text}\n# Newer.\n`);
  await ada.goto(`${demo.url}/admin/policy`);
  await picture(ada, "policy-newer-on-disk");
  writeFileSync(join(demo.folder, "policy.toml"), text);

  await ask(mia, demo, "SPE_E5", "Charts for the packaging line.");
  await send(ada, `${text}\n[[guard]]\nid = "e5-is-over"\nproducts = ["SPE_E5"]\nwhen = 'beneficiary.department == "Design"'\ndeny = "We work with E3 and what is added to it now."\n`, "The house has other tools.");
  await ada.waitForURL(/\/drafts\/[0-9a-f-]+$/);
  await picture(ada, "policy-draft-own");
  viktor.once("dialog", (dialog) => dialog.accept());
  await viktor.goto(ada.url());
  await viktor.getByLabel("Why it is right").fill("It has.");
  await viktor.getByRole("button", { name: "Put in force" }).click();
  await viktor.getByText("The draft is in force now.").waitFor();
  await mia.locator(".badge", { hasText: "the policy changed" }).waitFor();
  await picture(mia, "request-denied-by-a-new-policy");
  await jonas.goto(`${demo.url}/approvals`);
  await picture(jonas, "approvals-denied-by-a-new-policy");
  await viktor.reload();
  await picture(viktor, "policy-draft-in-force");
  await viktor.goto(`${demo.url}/admin/policy/versions`);
  await picture(viktor, "policy-register");
  await viktor.locator("li", { hasText: "Was in force" }).getByRole("heading").getByRole("link").click();
  await picture(viktor, "policy-version");
}

/** Decisions run again, green and red, and a draft replayed. */
async function replaying(demo, { ada, otto }) {
  await ada.goto(`${demo.url}/admin/policy/reperform`);
  await picture(ada, "reperform-empty");
  await ada.getByRole("button", { name: "Run the decisions again" }).click();
  await ada.locator(".notice.good").waitFor();
  await picture(ada, "reperform");
  await alterFact(demo);
  await otto.goto(`${demo.url}/admin/policy/reperform`);
  await otto.getByRole("button", { name: "Run the decisions again" }).click();
  await otto.locator(".sides").waitFor();
  await picture(otto, "reperform-red");
  await ada.goto(`${demo.url}/admin/policy/replay`);
  await ada.getByRole("button", { name: "Replay" }).click();
  await ada.locator(".message").waitFor();
  await picture(ada, "replay-error");
  const draft = `
[[guard]]
id = "nothing-for-longer-than-a-week"
longest_term = "7d"
[[guard]]
id = "no-visio"
products = ["VISIOCLIENT"]
deny = "Draw on the whiteboard."
[[route]]
id = "everybody"
stages = [{ who = "manager" }, { who = "group:License Approvers", within = "3d" }]
`;
  await ada.getByLabel("The policy file").setInputFiles({ name: "draft.toml", mimeType: "application/toml", buffer: Buffer.from(draft) });
  await ada.getByRole("button", { name: "Replay" }).click();
  await ada.locator(".badge.large", { hasText: "Done" }).waitFor();
  await picture(ada, "replay-result");
  await ada.goto(`${demo.url}/admin/policy/replay`);
  await picture(ada, "replay");
}

async function back(demo, { otto }) {
  await otto.goto(`${demo.url}/audit`);
  await picture(otto, "audit");
  await otto.goto(`${demo.url}/audit?q=nothing+like+this`);
  await picture(otto, "audit-nothing-found");
  await otto.goto(`${demo.url}/audit?from=2026-13-40`);
  await picture(otto, "audit-error");
  await otto.goto(`${demo.url}/admin/policy`);
  await picture(otto, "error-403");
  await otto.goto(`${demo.url}/no-such-page`);
  await picture(otto, "error-404");
}

rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });
if (forReadme) mkdirSync(readmePictures, { recursive: true });
// Long enough to see that what was signed can be undone, short enough to wait for.
const demo = await openDemo({ undoSeconds: 6 });
const browser = await openBrowser();
try {
  await doors(demo, browser);
  const names = ["mia.berg", "jonas.lind", "lena.frost", "clara.roe", "ada.novak", "otto.keller", "grace.adeyemi", "henrik.falk", "emil.brandt", "hanna.moe", "viktor.sand", "julie.perrin"];
  const people = {};
  for (const name of names) {
    const page = await windowFor(browser);
    await signIn(page, demo, name);
    people[name.split(".")[0]] = page;
  }
  await employee(people.mia, demo);
  await seeded(demo, people);
  await road(demo, people);
  await products(demo, people);
  await drift(demo, people);
  await days(demo, people);
  await desk.queue(demo, people, picture);
  await desk.turns(demo, people, picture, { ask, openCard });
  await desk.plans(demo, people, picture);
  await desk.together(demo, people, picture);
  await desk.standIns(demo, people, picture);
  await desk.told(demo, people, picture);
  await policy(demo, people);
  await replaying(demo, people);
  await back(demo, people);
  await desk.inGerman(demo, people, picture);
  await refused(demo, people);
} finally {
  await browser.close();
  await demo.close();
}
console.log(`${count} pictures in screenshots/`);
