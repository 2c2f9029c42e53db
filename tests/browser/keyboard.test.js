// The whole road with the keyboard alone, from sign-in on: nothing is clicked, and nothing gets the focus but by Tab, or by what the
// page itself does.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { desksPolicy, state } from "./desk.js";
import { openBrowser, openDemo, windowFor } from "./house.js";

/** Nothing on a page is further away. */
const MOST_TABS = 250;
/** As in the product: somebody needs their time to go to "Undo" by the keyboard. */
const UNDO_SECONDS = 30;

let demo;
let browser;
let pointed = 0;
before(async () => {
  demo = await openDemo({ undoSeconds: UNDO_SECONDS, policy: desksPolicy });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

/** A window of somebody who has no mouse. */
async function typist() {
  const page = await windowFor(browser);
  await page.exposeBinding("wasPointed", () => { pointed += 1; });
  await page.addInitScript(() => addEventListener("pointerdown", () => window.wasPointed(), true));
  const keys = page.keyboard;
  const isAt = (what) => what.evaluate((one) => one === document.activeElement);

  /** Tab by Tab, until it has the focus and shows it. */
  async function tabTo(what) {
    await what.waitFor();
    for (let tabs = 0; !(await isAt(what)); tabs += 1) {
      assert.ok(tabs < MOST_TABS, `${what} can not be reached`);
      await keys.press("Tab");
    }
    assert.ok(await what.evaluate((one) => one.matches(":focus-visible")), `${what} does not show that it has the focus`);
  }
  return {
    page,
    keys,
    tabTo,
    async press(what, key = "Enter") {
      await tabTo(what);
      await keys.press(key);
    },
    async type(what, words) {
      await tabTo(what);
      await keys.press("Control+a");
      await keys.type(words);
    },
    link: (name) => page.getByRole("link", { name }),
    button: (name) => page.getByRole("button", { name, exact: typeof name === "string" }),
  };
}

async function signsIn(name) {
  const hands = await typist();
  const { page, keys, press, type, link } = hands;
  await page.goto(demo.url);
  await press(link("Sign in with Microsoft"));
  await type(page.getByRole("searchbox"), name);
  await keys.press("Enter");
  await press(page.getByRole("button", { name: new RegExp(`${name}@`) }));
  await page.waitForURL(`${demo.url}/`);
  return hands;
}

test("from the catalogue to a signature, to the licence, and back", async () => {
  const mia = await signsIn("mia.berg");
  // What comes first leads past the navigation.
  await mia.keys.press("Tab");
  await mia.press(mia.link("Skip to content"));
  assert.equal(await mia.page.evaluate(() => document.activeElement.id), "main");

  await mia.keys.press("/");
  await mia.keys.type("diagarms");
  await mia.keys.press("Enter");
  await mia.page.getByText("Nothing has “diagarms”. Near it").waitFor();
  await mia.press(mia.link(/^Ask for it ?: Visio/));
  await mia.type(mia.page.getByLabel(/^Why is it needed/), "Charts for the packaging line.");
  await mia.tabTo(mia.page.locator("#term input:checked"));
  await mia.keys.press("ArrowUp");
  await mia.page.locator("#live-before").getByText("30 days", { exact: true }).waitFor();
  await mia.press(mia.page.getByRole("checkbox", { name: "Visio web app" }), "Space");
  assert.ok(!(await mia.page.getByRole("checkbox", { name: "Visio web app" }).isChecked()));
  await mia.press(mia.button("Send request"));
  await mia.page.waitForURL(/\/requests\/[0-9a-f-]+$/);
  await state(mia.page, "Waiting for approval").waitFor();

  const jonas = await signsIn("jonas.lind");
  await jonas.press(jonas.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Approvals/ }));
  await jonas.page.getByRole("heading", { name: "Approvals" }).waitFor();
  await jonas.keys.press("/");
  await jonas.keys.type("visio");
  await jonas.keys.press("Enter");
  await jonas.page.waitForURL(/q=visio/);
  await jonas.keys.press("j");
  await jonas.keys.press("Enter");
  await jonas.page.getByRole("heading", { name: "Visio Plan 2 for Mia Berg" }).waitFor();
  await jonas.keys.press("i");
  await jonas.keys.type("Which line is it?");
  await jonas.press(jonas.button("Ask"));
  await jonas.page.getByText("Your question was sent.").waitFor();

  // Her page shows it by itself.
  await mia.page.getByRole("heading", { name: "Jonas Lind asks" }).waitFor();
  await mia.type(mia.page.getByLabel("Your answer"), "The new one.");
  await mia.press(mia.button("Send answer"));
  await mia.page.getByText("Your answer was sent.").waitFor();

  await jonas.page.reload();
  await jonas.press(jonas.page.locator("details#narrow summary"), "Space");
  await jonas.type(jonas.page.getByLabel("For fewer days"), "14");
  await jonas.press(jonas.button("Approve with this change"));
  await jonas.page.locator(".done", { hasText: "with a change" }).waitFor();
  await state(mia.page, "Approved").waitFor();
  await jonas.press(jonas.button("Undo"));
  await jonas.page.getByText("Your answer is taken back").waitFor();
  await state(mia.page, "Waiting for approval").waitFor();
  await jonas.page.getByRole("heading", { name: "Your answer" }).waitFor();
  await jonas.keys.press("a");
  await jonas.page.locator(".done", { hasText: "You approved" }).waitFor();
  await state(mia.page, "Active").waitFor({ timeout: 2 * UNDO_SECONDS * 1_000 });

  await mia.press(mia.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "My licences" }));
  await mia.press(mia.link("Give back Visio Plan 2"));
  await mia.press(mia.button("Give back"));
  await state(mia.page, "Ended").waitFor();
});

test("several are asked for together, and signed together", async () => {
  const mia = await signsIn("mia.berg");
  for (const name of ["Power BI Pro", "Planner and Project Plan 3"]) {
    await mia.press(mia.page.getByRole("checkbox", { name: `with ${name}` }), "Space");
  }
  await mia.press(mia.button("Ask for the ticked ones together"));
  await mia.press(mia.page.getByRole("checkbox", { name: /^Me/ }), "Space");
  await mia.type(mia.page.getByLabel(/^Why is it needed/), "The figures and the plan of the move.");
  await mia.press(mia.button("What would happen"));
  await mia.press(mia.button("Send 2 requests"));
  await mia.page.getByRole("heading", { name: "Asked together" }).waitFor();

  const jonas = await signsIn("jonas.lind");
  await jonas.press(jonas.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Approvals/ }));
  await jonas.page.locator(".queue tbody tr").nth(1).waitFor();
  for (const key of ["j", "x", "j", "x", "a"]) await jonas.keys.press(key);
  await jonas.page.getByRole("heading", { name: "Sign several" }).waitFor();
  await jonas.press(jonas.button("Deny 2 requests"));
  await jonas.page.getByText("Say why").waitFor();
  await jonas.press(jonas.button("Approve 2 requests"));
  await jonas.page.getByText("You approved 2 requests.").waitFor();
  await jonas.press(jonas.button("Undo Power BI Pro for Mia Berg"));
  await jonas.page.getByText("taken back", { exact: true }).waitFor();
  await jonas.press(jonas.link("← Approvals"));
  await jonas.page.locator(".queue tbody tr").first().waitFor();
  await jonas.keys.press("j");
  await jonas.keys.press("Enter");
  await jonas.page.getByRole("heading", { name: "Power BI Pro for Mia Berg" }).waitFor();
  await jonas.keys.press("d");
  await jonas.keys.type("The team's dashboard has it.");
  await jonas.press(jonas.button("Deny"));
  await jonas.page.getByText("You denied Power BI Pro for Mia Berg.").waitFor();

  await mia.press(mia.link("Power BI Pro for Mia Berg"));
  await state(mia.page, "Denied").waitFor();
  await mia.type(mia.page.getByLabel("Why it should be decided otherwise"), "It lacks the half of the figures.");
  await mia.press(mia.button("Appeal"));
  await state(mia.page, "Waiting for approval").waitFor();
});

test("the settings are changed, the auditor reads, and one signs out", async () => {
  const otto = await signsIn("otto.keller");
  await otto.press(otto.link(/^Signed in as Otto Keller/));
  await otto.tabTo(otto.page.getByRole("radio", { name: /^A mail for each new item/ }));
  await otto.keys.press("ArrowDown");
  assert.ok(await otto.page.getByRole("radio", { name: /^One mail a day/ }).isChecked());
  await otto.tabTo(otto.page.getByLabel("Hour of the one mail a day"));
  await otto.keys.type("16");
  await otto.press(otto.button("Save how you are told"));
  await otto.page.getByText("Saved. It counts from the next thing that happens.").waitFor();
  assert.equal(await otto.page.getByLabel("Hour of the one mail a day").inputValue(), "16");
  await otto.press(otto.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Audit/ }));
  await otto.page.locator("main table").getByText("signature.taken_back").first().waitFor();
  await otto.press(otto.button("Sign out"));
  await otto.page.getByText("You are signed out.").waitFor();
});

test("nobody pointed at anything", () => assert.equal(pointed, 0));
