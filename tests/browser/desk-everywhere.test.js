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
    // The page knows that it changed, and leaves alone what is not sent, wherever the focus is.
    await mia.getByLabel("Your answer").blur();
    await mia.keyboard.press("Tab");
    assert.equal(await mia.getByLabel("Your answer").inputValue(), "Half of an answer");
    // Nothing is written any more: now it looks again.
    await mia.getByLabel("Your answer").fill("");
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

test("the focus stays on what it was on while the page updates itself", async () => {
  const { mia, jonas } = people;
  const cancel = async () => {
    mia.once("dialog", (dialog) => dialog.accept());
    await mia.getByRole("button", { name: "Cancel request" }).click();
    await state(mia, "Cancelled").waitFor();
  };
  await jonas.goto(`${demo.url}/approvals?sort=product`);
  const focused = () => jonas.evaluate(() => document.activeElement.getAttribute("href"));
  await withoutLoading(jonas, async () => {
    const project = await ask(mia, demo, "PROJECTPROFESSIONAL", "The plan of the move.");
    const row = jonas.getByRole("link", { name: "Planner and Project Plan 3 for Mia Berg" });
    await row.focus();
    const here = await focused();
    // Comes above it.
    await ask(mia, demo, "MCOEV", "A number for suppliers.");
    await jonas.getByRole("link", { name: "Microsoft Teams Phone Standard for Mia Berg" }).waitFor();
    assert.equal(await focused(), here);
    await jonas.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "My requests" }).focus();
    await cancel();
    await jonas.getByRole("link", { name: "Microsoft Teams Phone Standard for Mia Berg" }).waitFor({ state: "detached" });
    assert.equal(await focused(), "/requests");
    await mia.goto(project);
    await cancel();
  });
});

test("my requests show by themselves what becomes of them", async () => {
  const { mia, jonas } = people;
  await ask(mia, demo, "MCOEV", "A number for suppliers.");
  await mia.goto(`${demo.url}/requests`);
  const row = mia.getByRole("row", { name: /^Microsoft Teams Phone Standard/ }).first();
  await row.getByText("Waiting for approval").waitFor();
  await withoutLoading(mia, async () => {
    await openCard(jonas, demo, /^Microsoft Teams Phone/);
    await jonas.getByLabel("Reason for denying").fill("They have a number each.");
    await jonas.getByRole("button", { name: "Deny", exact: true }).click();
    await row.getByText("Denied").waitFor();
  });
});

test("a page whose line was refused says so, and calls again by itself", async () => {
  const page = await windowFor(browser, { storageState: await people.mia.context().storageState() });
  await page.route("**/live?*", (route) => route.fulfill({ status: 503, body: "" }));
  const request = await ask(people.mia, demo, "MCOEV", "A number for suppliers.");
  await page.goto(request);
  await page.getByRole("link", { name: "Reload" }).waitFor();
  await page.unroute("**/live?*");
  await page.getByRole("link", { name: "Reload" }).waitFor({ state: "hidden" });
  people.mia.once("dialog", (dialog) => dialog.accept());
  await people.mia.getByRole("button", { name: "Cancel request" }).click();
  await state(page, "Cancelled").waitFor();
  await page.context().close();
});

test("whoever reads German has the desk in German: words, money and days", async () => {
  const { mia, julie } = people;
  for (const page of [mia, julie]) {
    await page.goto(`${demo.url}/settings`);
    await page.getByLabel("Language").selectOption({ label: "Deutsch" });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
    await scan(page, "settings in German");
  }
  await mia.goto(demo.url);
  await mia.getByRole("heading", { level: 1 }).waitFor();
  assert.match(await mia.locator("main").innerText(), /\d,\d\d\s€/);
  await scan(mia, "catalogue in German");
  await mia.goto(`${demo.url}/licences`);
  assert.match(await mia.locator("main").innerText(), /\d{1,2}\. [A-Z][a-zä]+ 20\d\d/);
  for (const path of ["/licences", "/requests", "/ask", "/help"]) {
    await mia.goto(`${demo.url}${path}`);
    await scan(mia, `${path} in German`);
  }
  await julie.goto(`${demo.url}/approvals`);
  await scan(julie, "queue in German");
  await julie.locator(".queue th a").first().click();
  await julie.getByRole("heading", { name: "Ihre Antwort" }).waitFor();
  await scan(julie, "card in German");
  await julie.goto(`${demo.url}/delegation`);
  await scan(julie, "delegation in German");
  for (const page of [mia, julie]) {
    await page.goto(`${demo.url}/settings`);
    await page.getByLabel("Sprache").selectOption({ label: "English" });
    await page.getByRole("button", { name: "Speichern", exact: true }).click();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
  }
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
  // axe needs scripts itself: it looks at the same page in a window that has them.
  const html = await plain.content();
  await plain.context().close();
  await mia.route("**/as-without-scripts", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await mia.goto(`${demo.url}/as-without-scripts`);
  await mia.getByRole("heading", { name: "What would happen" }).waitFor();
  await scan(mia, "what would happen, without scripts");
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
