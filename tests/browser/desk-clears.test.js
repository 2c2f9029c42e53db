// An approver clears twenty mixed items. An action is a click, a key that is a command, or a field that is filled in.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, desk, desksPolicy } from "./desk.js";
import { openBrowser, openDemo, signIn, windowFor } from "./house.js";

const MOST_ACTIONS = 30;
const ALIKE = 12;
/** Until everything that was approved is carried out, in milliseconds. */
const PATIENCE_MS = 30_000;

let demo;
let browser;
let people;
before(async () => {
  demo = await openDemo({ undoSeconds: 5, policy: desksPolicy, people: 220 });
  browser = await openBrowser();
  people = await desk(browser, demo, ["ines.duarte", "peter.holm"]);
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

/** Ines asks for these products for these people in one go; answers the address of what she asked together. */
async function asksTogether(page, products, addresses, why) {
  await page.goto(`${demo.url}/`);
  for (const name of products) await page.getByRole("checkbox", { name: `with ${name}` }).check();
  await page.getByRole("button", { name: "Ask for the ticked ones together" }).click();
  await page.getByLabel(/^Why is it needed/).fill(why);
  await page.getByRole("button", { name: "Add people from a file" }).click();
  const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(addresses.join("\n")) };
  await page.getByLabel("The file").setInputFiles(file);
  await page.getByRole("button", { name: "Look at the file" }).click();
  await page.getByRole("heading", { name: "Ask for several" }).waitFor();
  await page.getByRole("button", { name: "What would happen" }).click();
  await page.getByRole("button", { name: `Send ${products.length * addresses.length} requests` }).click();
  await page.getByRole("heading", { name: "Asked together" }).waitFor();
  return page.url();
}

/** Each of them signs in and asks for Visio, three at a time; answers their windows. */
async function askEach(addresses) {
  const waiting = [...addresses];
  const pages = [];
  const some = async () => {
    for (let who = waiting.pop(); who; who = waiting.pop()) {
      const page = await windowFor(browser, { javaScriptEnabled: false });
      await signIn(page, demo, who.split("@")[0]);
      await ask(page, demo, "VISIOCLIENT", "Plans of the new building.");
      pages.push(page);
    }
  };
  await Promise.all([some(), some(), some()]);
  return pages;
}

/** With what people sign in whom Peter leads and who can get a licence, as the tenant shows them. */
async function team(page) {
  await page.goto(`${demo.tenant}/?q=People#people`);
  const people = page.locator(".persons > li", { hasText: "STANDARDPACK" }).filter({ hasNotText: "People Lead" });
  const words = await people.locator(".who").allInnerTexts();
  return words.map((one) => one.match(/\S+@\S+/)[0]);
}

/** Looks again until it is so. */
async function until(isSo) {
  for (const end = performance.now() + PATIENCE_MS; !(await isSo()); ) assert.ok(performance.now() < end, "it was not carried out");
}

/** The hands of an approver: each thing they do is counted. */
function hands(page) {
  let actions = 0;
  return {
    count: () => actions,
    async click(what) {
      actions += 1;
      await what.click();
    },
    async press(key) {
      actions += 1;
      await page.keyboard.press(key);
    },
    async fill(what, words) {
      actions += 1;
      await what.fill(words);
    },
  };
}

test(`twenty mixed items are cleared with no more than ${MOST_ACTIONS} actions`, async () => {
  const { ines, peter } = people;
  const who = await team(ines);
  assert.ok(who.length >= ALIKE + 2, `${who.length} people in the team`);
  const alike = await askEach(who.slice(0, ALIKE));
  const names = ["Microsoft Copilot for Microsoft 365", "Power BI Pro", "Planner and Project Plan 3", "Enterprise Mobility + Security E3"];
  const mixed = await asksTogether(ines, names, who.slice(ALIKE, ALIKE + 2), "They run the move to the new building, with all its papers.");

  // He has just signed in, and sees that twenty wait.
  await peter.goto(demo.url);
  const { click, press, fill, count } = hands(peter);
  const approvals = peter.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Approvals/ });
  await approvals.getByText("20", { exact: true }).waitFor();
  await click(approvals);

  // Twelve alike.
  await fill(peter.getByLabel("Person or product"), "Visio Plan 2");
  await press("Enter");
  await peter.getByText(`${ALIKE} requests`, { exact: true }).waitFor();
  await click(peter.getByRole("link", { name: "Select all without an exception" }));
  await click(peter.getByRole("button", { name: "Review selected" }));
  await click(peter.getByRole("button", { name: `Approve ${ALIKE} requests` }));
  await peter.getByText(`You approved ${ALIKE} requests.`).waitFor();

  // Five singly, from card to card.
  await click(approvals);
  const rest = peter.locator(".queue th a");
  assert.equal(await rest.count(), 8);
  await click(rest.first());
  for (let left = 8; left > 3; left -= 1) {
    await peter.locator(".around", { hasText: `1 of ${left}` }).waitFor();
    await press("a");
    await peter.locator(".done", { hasText: "You approved" }).waitFor();
  }
  // A change.
  await peter.locator(".around", { hasText: "1 of 3" }).waitFor();
  const changed = await peter.getByRole("heading", { level: 1 }).innerText();
  await click(peter.getByText("Approve with a change", { exact: true }));
  await fill(peter.getByLabel("For fewer days"), "30");
  await click(peter.getByRole("button", { name: "Approve with this change" }));
  await peter.locator(".done", { hasText: "with a change" }).waitFor();
  // A denial.
  await peter.locator(".around", { hasText: "1 of 2" }).waitFor();
  await press("d");
  await fill(peter.getByLabel("Reason for denying"), "The team's own tool does it.");
  await click(peter.getByRole("button", { name: "Deny", exact: true }));
  await peter.locator(".done", { hasText: "You denied" }).waitFor();
  // A question.
  await press("i");
  await fill(peter.getByLabel("What you want to know"), "Until when does the move last?");
  await click(peter.getByRole("button", { name: "Ask", exact: true }));
  await peter.getByText("Your question was sent.").waitFor();

  console.log(`20 items, ${count()} actions`);
  assert.ok(count() <= MOST_ACTIONS, `${count()} actions`);

  // All of it happened, and was carried out where it was approved.
  await peter.goto(`${demo.url}/approvals`);
  assert.equal(await peter.locator(".queue tbody tr").count(), 1);
  await peter.locator(".queue .waits", { hasText: "waits for an answer" }).waitFor();
  const isCarriedOut = (words) => words === "Active" || words === "Waiting for a seat";
  for (const page of alike) {
    await until(async () => {
      await page.reload();
      return isCarriedOut((await page.locator(".badge.large").innerText()).replace(/^State:\s*/, ""));
    });
  }
  const states = async () => {
    await ines.goto(mixed);
    return ines.locator("tbody .badge").allInnerTexts();
  };
  await until(async () => (await states()).filter(isCarriedOut).length === 6);
  assert.deepEqual((await states()).filter((words) => !isCarriedOut(words)).sort(), ["Denied", "Waiting for an answer"]);
  await ines.getByRole("link", { name: changed }).click();
  await ines.locator("aside.side").getByText(/^30 days/).waitFor();
});
