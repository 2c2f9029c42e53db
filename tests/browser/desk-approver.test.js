// What an approver does at the desk, singly: the card, less than was asked, taken back, somebody was quicker; and those who sign in
// their place.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, desk, desksPolicy, openCard, state, userName } from "./desk.js";
import { domain, openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

const UNDO_SECONDS = 30;

let demo;
let browser;
let people;
before(async () => {
  demo = await openDemo({ undoSeconds: UNDO_SECONDS, policy: desksPolicy });
  browser = await openBrowser();
  const names = ["mia.berg", "jonas.lind", "clara.roe", "julie.perrin", "tom.hale", "henrik.falk", "marta.quist", "ada.novak", "otto.keller"];
  people = await desk(browser, demo, names);
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const approve = (page) => page.getByRole("button", { name: "Approve", exact: true }).click();
/** What was signed, when it was pressed, to be looked at again at the end. */
const signed = {};

test("the queue is sorted, filtered and searched by its address, and the card leads to the next and the one before", async () => {
  const { julie } = people;
  await julie.goto(`${demo.url}/approvals?q=power&sort=-person`);
  assert.equal(await julie.getByLabel("Person or product").inputValue(), "power");
  const names = await julie.locator("td[data-label=For]").allInnerTexts();
  assert.ok(names.length > 1);
  assert.deepEqual(names, names.toSorted().reverse());
  await julie.goto(`${demo.url}/approvals`);
  await julie.getByLabel("Due").selectOption({ label: "Within a week" });
  await julie.getByRole("button", { name: "Show" }).click();
  await julie.waitForURL(/due=/);
  const due = await julie.locator("td[data-label=Due]").allInnerTexts();
  assert.ok(due.length > 0);
  for (const words of due) assert.match(words, /^due /);
  await julie.goto(`${demo.url}/approvals`);
  await julie.getByLabel("Exceptions only").check();
  await julie.getByRole("button", { name: "Show" }).click();
  await julie.waitForURL(/flagged=yes/);
  const rows = await julie.locator(".queue tbody tr").count();
  assert.ok(rows > 0);
  assert.equal(await julie.locator(".queue tbody tr .flags").count(), rows);
  await scan(julie, "exceptions of the queue");

  await julie.goto(`${demo.url}/approvals?q=power`);
  await julie.locator(".queue th a").nth(1).click();
  const title = julie.getByRole("heading", { level: 1 });
  const second = await title.innerText();
  await julie.getByRole("link", { name: "← Previous" }).click();
  await julie.locator(".around", { hasText: /(^|\D)1 of/ }).waitFor();
  await julie.getByRole("link", { name: "Next →" }).click();
  await julie.locator(".around", { hasText: /2 of/ }).waitFor();
  assert.equal(await title.innerText(), second);
});

test("what is flagged or waits for an answer is not among all", async () => {
  const { julie } = people;
  await julie.goto(`${demo.url}/approvals`);
  await julie.getByRole("link", { name: "Select all without an exception" }).click();
  const rows = julie.locator(".queue tbody tr");
  const plain = rows.filter({ hasNot: julie.locator(".flags") }).and(julie.locator("tr:not(.waits)"));
  assert.equal(await julie.locator(".queue input[name=item]:checked").count(), await plain.count());
  for (const row of await julie.locator(".queue tr.waits, .queue tr:has(.flags)").all()) {
    assert.ok(!(await row.getByRole("checkbox").isChecked()));
  }
});

test("the card says why you, what changes, why, the facts, who signed, and the exact change, and selects nothing", async () => {
  const { mia, jonas, clara } = people;
  await ask(mia, demo, "Microsoft_365_Copilot", "I summarise forty supplier contracts every month.");
  await openCard(jonas, demo, /^Microsoft Copilot/);
  const order = ["Why you", "What changes", "Justification", "About Mia Berg", "Who signed, who is next", "The exact change", "Your answer"];
  assert.deepEqual(await jonas.locator("main h2:not(.unseen, dialog h2)").allInnerTexts(), order);
  assert.equal(await jonas.locator("main input:checked").count(), 0);
  for (const field of await jonas.locator("main textarea").all()) assert.equal(await field.inputValue(), "");
  const words = await jonas.locator(".card-sign").innerText();
  assert.match(words, /You sign as manager of Mia Berg\. Rule copilot-manager-and-owner/);
  assert.match(words, /Cost before\s+nothing\s+Cost after\s+€28\.10 a month\s+Term\s+90 days/);
  assert.match(words, /I summarise forty supplier contracts every month\./);
  assert.match(words, /Colleagues who have it/);
  assert.match(words, /Asked before/);
  assert.match(words, /Already covered/);
  assert.match(words, /Nobody has signed before you\.\s+Next: Clara Roe/);
  assert.match(words, /POST \/users\/[0-9a-f-]+\/assignLicense/);
  await jonas.getByLabel(/^Note/).first().fill("She does it for the whole team.");
  await approve(jonas);
  await jonas.locator(".done", { hasText: "You approved Microsoft Copilot" }).waitFor();
  await openCard(clara, demo, /^Microsoft Copilot/);
  await clara.locator(".card-sign").getByText("Jonas Lind approved at stage 1").waitFor();
  await clara.getByText("She does it for the whole team.").waitFor();
});

test("a signature is taken back until somebody has signed after it", async () => {
  const { mia, jonas, clara } = people;
  await jonas.goto(demo.url);
  const card = clara.url();
  await clara.goto(card);
  await clara.getByRole("heading", { name: "Your answer" }).waitFor();
  // Jonas goes back to where he was told what he did.
  await jonas.goBack();
  await jonas.getByRole("button", { name: "Undo" }).click();
  await jonas.getByText("Your answer is taken back").waitFor();
  await clara.goto(`${demo.url}/approvals`);
  assert.equal(await clara.getByRole("link", { name: /^Microsoft Copilot/ }).count(), 0);
  await openCard(jonas, demo, /^Microsoft Copilot/);
  const his = jonas.url();
  await approve(jonas);
  await jonas.locator(".done").waitFor();
  await jonas.goto(his);
  await jonas.getByText("You can take your answer back until somebody signs after you.").waitFor();
  await scan(jonas, "card that can be taken back");
  await openCard(clara, demo, /^Microsoft Copilot/);
  await approve(clara);
  await clara.locator(".done").waitFor();
  await jonas.getByRole("button", { name: "Undo" }).click();
  await jonas.getByText("Your answer stays: somebody signed after you, or it is carried out already.").waitFor();
  assert.equal(await jonas.getByRole("button", { name: "Undo" }).count(), 0);
});

test("what was signed last is undone before it is carried out", async () => {
  const { mia, jonas } = people;
  signed.request = await ask(mia, demo, "VISIOCLIENT", "Charts for the packaging line.");
  await openCard(jonas, demo, /^Visio/);
  await approve(jonas);
  await jonas.locator(".done", { hasText: "You approved Visio Plan 2 for Mia Berg." }).waitFor();
  await state(mia, "Approved").waitFor();
  await jonas.getByText(/It is carried out in/).first().waitFor();
  await jonas.getByRole("button", { name: "Undo" }).click();
  await jonas.getByText("Your answer is taken back: nothing happened.").waitFor();
  await state(mia, "Waiting for approval").waitFor();
  await scan(jonas, "card whose answer was taken back");
});

test("less is given than was asked: for a shorter time and with fewer plans, never more", async () => {
  const { mia, jonas } = people;
  await openCard(jonas, demo, /^Visio/);
  await jonas.getByText("Approve with a change", { exact: true }).click();
  const give = jonas.getByRole("button", { name: "Approve with this change" });
  await give.click();
  await jonas.getByText("Nothing is changed: choose a shorter term or fewer plans").waitFor();
  await scan(jonas, "card with a change that is none");
  await jonas.getByLabel("For fewer days").fill("365");
  await give.click();
  await jonas.getByText("That is not less than was asked").waitFor();
  const plans = jonas.locator("#narrow").getByRole("checkbox");
  for (const plan of await plans.all()) await plan.check();
  await jonas.getByLabel("For fewer days").fill("");
  await give.click();
  await jonas.getByText("At least one plan has to stay").waitFor();
  for (const plan of await plans.all()) await plan.uncheck();
  await jonas.getByRole("checkbox", { name: "Visio web app" }).check();
  await jonas.getByLabel("For fewer days").fill("30");
  await give.click();
  await jonas.locator(".done", { hasText: "You approved Visio Plan 2 for Mia Berg, with a change." }).waitFor();
  signed.at = performance.now();
  await state(mia, "Approved").waitFor();
  const side = mia.locator("aside.side");
  await side.getByText(/^30 days/).waitFor();
  await side.getByText("Visio web app").waitFor();
});

test("somebody was quicker: a sentence, and no error", async () => {
  const { tom, henrik, marta } = people;
  await ask(tom, demo, "VISIOCLIENT", "Plans of the buildings.");
  const card = await openCard(henrik, demo, /^Visio Plan 2 for Tom Hale/);
  await marta.goto(card);
  await marta.getByRole("heading", { name: "Your answer" }).waitFor();
  await approve(henrik);
  await henrik.locator(".done").waitFor();
  await approve(marta);
  await marta.getByText(/^Henrik Falk was quicker and approved this/).waitFor();
  assert.equal(await marta.getByRole("heading", { name: "Your answer" }).count(), 0);
  await scan(marta, "card that somebody else signed");
});

test("of several, what can not be signed any more undoes nothing of the rest", async () => {
  const { mia, jonas } = people;
  const power = await ask(mia, demo, "POWER_BI_PRO", "The figures of the design.");
  await ask(mia, demo, "PROJECTPROFESSIONAL", "The plan of the move.");
  await ask(mia, demo, "MCOEV", "A number for suppliers.");
  await jonas.goto(`${demo.url}/approvals`);
  for (const name of ["Power BI Pro", "Planner and Project Plan 3", "Microsoft Teams Phone Standard"]) {
    await jonas.getByRole("checkbox", { name: `Select ${name} for Mia Berg` }).check();
  }
  await jonas.getByRole("button", { name: "Review selected" }).click();
  await jonas.getByText("3 requests together. Nothing is signed yet.").waitFor();
  await mia.goto(power);
  mia.once("dialog", (dialog) => dialog.accept());
  await mia.getByRole("button", { name: "Cancel request" }).click();
  await state(mia, "Cancelled").waitFor();
  await jonas.getByRole("button", { name: "Approve 3 requests" }).click();
  await jonas.getByRole("heading", { name: "What became of it" }).waitFor();
  const outcome = (name) => jonas.getByRole("row", { name }).locator(".badge").innerText();
  assert.equal(await outcome(/^Power BI/), "not possible any more");
  assert.equal(await outcome(/^Planner/), "approved");
  assert.equal(await outcome(/^Microsoft Teams Phone/), "approved");
  await scan(jonas, "what became of three");
});

test("who stands in gets what waits already, but never their own, and the log has both names", async () => {
  const { julie, otto } = people;
  await julie.goto(`${demo.url}/approvals`);
  const oscars = (await julie.locator("tr.waits td[data-label=For]").innerText()).trim();
  const own = await julie.locator(".queue tbody tr", { hasText: oscars }).count();
  const others = (await julie.locator(".queue tbody tr").count()) - own;
  const name = await userName(julie, demo, oscars);
  const oscar = await windowFor(browser);
  await signIn(oscar, demo, name);
  await julie.goto(`${demo.url}/delegation`);
  await julie.getByLabel("Who signs?").fill(`${name}@${domain}`);
  await julie.getByLabel("Last day").fill(inDays(7));
  await julie.getByRole("button", { name: "Let them sign" }).click();
  await julie.getByText("Done: it runs from now on, and both were told.").waitFor();
  await julie.getByText(`${others} requests wait for it now.`).waitFor();
  await julie.getByText(`${own} requests stay with you:`).or(julie.getByText(`${own} requests stay with Julie Perrin:`)).waitFor();
  await julie.locator(".stays li", { hasText: `Visio Plan 2 for ${oscars}: ` }).waitFor();
  await scan(julie, "a delegation of which something stays");
  await oscar.goto(`${demo.url}/approvals`);
  assert.equal(await oscar.locator(".queue tbody tr").count(), others);
  await oscar.locator(".queue .flags", { hasText: "stands in" }).first().waitFor();
  await oscar.locator(".queue th a").first().click();
  await oscar.getByText(/Julie Perrin/).first().waitFor();
  await approve(oscar);
  await oscar.locator(".done").waitFor();
  await otto.goto(`${demo.url}/audit?kind=signature.given`);
  await otto.locator("main table").getByText(/Julie Perrin/).first().waitFor();
  await otto.locator("main table").getByText(new RegExp(oscars)).first().waitFor();

  // Who stands in hands nothing on.
  await oscar.goto(`${demo.url}/delegation`);
  await oscar.getByLabel("Who signs?").fill(`mia.berg@${domain}`);
  await oscar.getByLabel("Last day").fill(inDays(3));
  await oscar.getByRole("button", { name: "Let them sign" }).click();
  await oscar.getByText("Nothing waits for it now.").waitFor();
});

test("an administrator lets somebody sign for somebody else, some products only and up to a cost", async () => {
  const { ada } = people;
  await ada.goto(`${demo.url}/admin/delegations`);
  await ada.getByLabel("For whom?").fill(`jonas.lind@${domain}`);
  await ada.getByLabel("Who signs?").fill(`hanna.moe@${domain}`);
  await ada.getByLabel("Last day").fill(inDays(7));
  await ada.getByLabel("Only those that are ticked").check();
  await ada.getByRole("button", { name: "Let them sign" }).click();
  await ada.getByText("Tick at least one product.").first().waitFor();
  await ada.getByRole("checkbox", { name: "Visio Plan 2" }).check();
  await ada.getByLabel(/^Up to which cost/).fill("20");
  await ada.getByRole("button", { name: "Let them sign" }).click();
  await ada.getByText("Done: it runs from now on, and both were told.").waitFor();
  const row = ada.locator(".troubles > li", { hasText: "Hanna Moe for Jonas Lind" });
  await row.getByText("Visio Plan 2, up to 20.00 a month").waitFor();
  await row.getByText("Made by Ada Novak.").waitFor();
});

test("what nobody took back is carried out after half a minute, not before", async () => {
  const { mia } = people;
  await mia.goto(signed.request);
  await state(mia, "Active").waitFor({ timeout: 2 * UNDO_SECONDS * 1_000 });
  assert.ok(performance.now() - signed.at >= (UNDO_SECONDS - 1) * 1_000, "it was carried out too early");
  await mia.locator("aside.side").getByText(/^30 days/).waitFor();
  await mia.goto(`${demo.url}/licences`);
  await mia.locator(".licences > li", { hasText: "Visio Plan 2" }).getByText(/Off: .*Visio web app/).waitFor();
});
