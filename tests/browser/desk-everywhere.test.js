// What holds on every page of the desk: it updates by itself, the help is there for each role, the days are one's own, and it can be
// read in both themes at both widths.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, desk, desksPolicy, openCard, openForm, state } from "./desk.js";
import { openBrowser, openDemo, windowFor } from "./house.js";
import { scan } from "./scan.js";

const HELP = [
  ["Asking", "How you get a licence, and what becomes of what you ask for."],
  ["Signing", "How you clear your queue, and what your signature means."],
  ["Checking", "What the log holds, and how you know that nobody changed it."],
];
/** Screens of 900 pixels that a page of help may take: "one screen" has a head and a foot around it. */
const SCREEN_PX = 900;

let demo;
let browser;
let people;
before(async () => {
  demo = await openDemo({ policy: desksPolicy });
  browser = await openBrowser();
  people = await desk(browser, demo, ["mia.berg", "jonas.lind", "julie.perrin", "ada.novak"]);
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

/** The page must not be loaded anew while `work` is done. */
async function withoutLoading(page, work) {
  await page.evaluate(() => { window.kept = true; });
  await work();
  assert.ok(await page.evaluate(() => window.kept), "the page was loaded anew");
}

test("an open queue shows what comes and goes, and the navigation counts it", async () => {
  const { mia, jonas } = people;
  await jonas.goto(`${demo.url}/approvals`);
  await jonas.getByText("Nothing waits for you").waitFor();
  const count = jonas.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Approvals/ }).locator(".count");
  await withoutLoading(jonas, async () => {
    await ask(mia, demo, "VISIOCLIENT", "Charts for the packaging line.");
    await jonas.getByRole("link", { name: "Visio Plan 2 for Mia Berg" }).waitFor();
    await count.getByText("1", { exact: true }).waitFor();
    mia.once("dialog", (dialog) => dialog.accept());
    await mia.getByRole("button", { name: "Cancel request" }).click();
    await jonas.getByText("Nothing waits for you").waitFor();
    await count.waitFor({ state: "detached" });
  });
});

test("an open request shows a question, and takes nothing away from what is being written", async () => {
  const { mia, jonas } = people;
  await ask(mia, demo, "VISIOCLIENT", "Charts for the packaging line.");
  await withoutLoading(mia, async () => {
    await openCard(jonas, demo, /^Visio/);
    await jonas.getByText("Ask a question", { exact: true }).click();
    await jonas.getByLabel("What you want to know").fill("Which line is it?");
    await jonas.getByRole("button", { name: "Ask", exact: true }).click();
    await mia.getByRole("heading", { name: "Jonas Lind asks" }).waitFor();
    await mia.getByLabel("Your answer").fill("Half of an answer");
    await jonas.getByRole("button", { name: "Take the question back" }).click();
    await jonas.getByText("Your question is taken back.").waitFor();
    assert.equal(await mia.getByLabel("Your answer").inputValue(), "Half of an answer");
    // Nothing is written any more: now it looks again.
    await mia.getByLabel("Your answer").blur();
    await mia.getByRole("heading", { name: "Jonas Lind asks" }).waitFor({ state: "detached" });
    await jonas.getByRole("button", { name: "Approve", exact: true }).click();
    await state(mia, "Active").waitFor();
  });
  const lines = await mia.locator(".steps").innerText();
  assert.match(lines, /Asked\s+Mia Berg · /);
  assert.match(lines, /Jonas Lind approved /);
  assert.match(lines, /Jonas Lind asked .*: “Which line is it\?”/);
  await mia.getByText(/^Microsoft confirmed/).waitFor();
});

test("what was done stays said while the page updates itself", async () => {
  const { mia, jonas } = people;
  await ask(mia, demo, "MCOEV", "A number for suppliers.");
  await openCard(jonas, demo, /^Microsoft Teams Phone/);
  await jonas.getByText("Ask a question", { exact: true }).click();
  await jonas.getByLabel("What you want to know").fill("How many of them call?");
  await jonas.getByRole("button", { name: "Ask", exact: true }).click();
  await mia.getByLabel("Your answer").fill("All of them.");
  await mia.getByRole("button", { name: "Send answer" }).click();
  await mia.getByText("Your answer was sent.").waitFor();
  await openCard(jonas, demo, /^Microsoft Teams Phone/);
  await jonas.getByLabel("Reason for denying").fill("They have a number each.");
  await jonas.getByRole("button", { name: "Deny", exact: true }).click();
  await state(mia, "Denied").waitFor();
  assert.ok(await mia.getByText("Your answer was sent.").isVisible());
});

test("the help is one screen for each of the three who use it", async () => {
  const { mia } = people;
  await mia.goto(demo.url);
  await mia.getByRole("link", { name: "Help", exact: true }).click();
  for (const [role, lead] of HELP) {
    await mia.getByRole("navigation", { name: "Help for" }).getByRole("link", { name: role }).click();
    await mia.getByText(lead).waitFor();
    const height = await mia.locator("main").evaluate((main) => main.getBoundingClientRect().height);
    assert.ok(height <= SCREEN_PX, `${role} is ${Math.round(height)} px high`);
    await scan(mia, `help: ${role}`);
  }
});

test("days and hours are those of the time zone that one chose", async () => {
  const { julie } = people;
  const due = async () => {
    await julie.goto(`${demo.url}/approvals?q=power&sort=deadline`);
    return julie.locator("td[data-label=Due]").first().innerText();
  };
  const before = await due();
  await julie.goto(`${demo.url}/settings`);
  await julie.getByLabel(/^Your time zone/).fill("Nowhere/Else");
  await julie.getByRole("button", { name: "Save", exact: true }).click();
  await julie.locator("#zone-error").waitFor();
  await scan(julie, "settings with a time zone that is none");
  await julie.getByLabel(/^Your time zone/).fill("Pacific/Auckland");
  await julie.getByRole("button", { name: "Save", exact: true }).click();
  await julie.getByText("in the time zone Pacific/Auckland").waitFor();
  assert.notEqual(await due(), before);
});

test("what nobody looked at so far can be read in both themes at both widths", async () => {
  const { mia, ada } = people;
  const plain = await windowFor(browser, { javaScriptEnabled: false, storageState: await mia.context().storageState() });
  await openForm(plain, demo, "POWER_BI_PRO");
  await plain.getByRole("button", { name: "What would happen" }).click();
  await plain.getByRole("heading", { name: "What would happen" }).waitFor();
  const form = await plain.context().storageState();
  assert.ok(form.cookies.length > 0);
  await mia.goto(`${demo.url}/ask`);
  await scan(mia, "ask for several, empty");
  await mia.goto(`${demo.url}/licences`);
  await mia.getByRole("link", { name: /^Extend Visio/ }).click();
  await scan(mia, "extend");
  await mia.goto(`${demo.url}/licences`);
  await mia.getByRole("link", { name: /^Give back Visio/ }).click();
  await scan(mia, "give back");
  await mia.getByRole("button", { name: "Give back" }).click();
  await state(mia, "Ended").waitFor();
  await scan(mia, "given back");
  await mia.goto(`${demo.url}/licences`);
  await mia.getByRole("heading", { name: "Ended lately" }).waitFor();
  await scan(mia, "licences, ended lately");
  await ada.goto(`${demo.url}/approvals`);
  await ada.locator(".queue th a").first().click();
  await ada.getByText(/Overdue|overdue/).first().waitFor();
  await scan(ada, "card that came to the administrators");
});
