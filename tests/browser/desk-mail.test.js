// What people are told by mail: at each turn, by a link that leads behind sign-in and decides nothing, as each of them chose.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, desk, openCard, state } from "./desk.js";
import { domain, openBrowser, openDemo, windowFor } from "./house.js";
import { scan } from "./scan.js";

let demo;
let browser;
let people;
before(async () => {
  demo = await openDemo();
  browser = await openBrowser();
  people = await desk(browser, demo, ["mia.berg", "jonas.lind"]);
  people.postman = await windowFor(browser);
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

const box = (name) => `${demo.tenant}/outbox?to=${encodeURIComponent(`${name}@${domain}`)}`;

/** Looks into the outbox until a mail of this subject is there for this person. */
async function arrives(name, subject) {
  const { postman } = people;
  await postman.goto(box(name));
  // The page shows by itself what comes in.
  const mail = postman.getByRole("link", { name: subject, exact: true });
  await mail.first().waitFor();
  return mail.first();
}

test("a link in a mail leads behind sign-in to what it is about, and looking decides nothing", async () => {
  const { mia, postman } = people;
  const request = await ask(mia, demo, "VISIOCLIENT", "Charts for the packaging line.");
  await (await arrives("jonas.lind", "To sign: Visio Plan 2 for Mia Berg")).click();
  const text = await postman.locator("pre").innerText();
  assert.match(text, /Charts for the packaging line\./);
  const href = text.match(/http:\S+\/approvals\/[0-9a-f-]+/)[0];
  await postman.frameLocator("iframe.mail").getByRole("link", { name: "Look at it and decide" }).waitFor();

  const stranger = await windowFor(browser);
  await stranger.goto(href);
  await stranger.getByRole("link", { name: "Sign in with Microsoft" }).click();
  await stranger.getByRole("searchbox").fill("jonas.lind");
  await stranger.getByRole("button", { name: "Search" }).click();
  await stranger.getByRole("button", { name: new RegExp(`jonas.lind@${domain}`) }).click();
  await stranger.getByRole("heading", { name: "Visio Plan 2 for Mia Berg" }).waitFor();
  assert.equal(stranger.url(), href);
  for (const what of ["approve", "deny", "narrow", "ask", "undo"]) {
    assert.equal((await stranger.goto(`${href}/${what}`)).status(), 405, `GET …/${what}`);
  }
  await mia.goto(request);
  await state(mia, "Waiting for approval").waitFor();
  await stranger.context().close();
});

test("whoever asked is told at each turn, and when the licence is active", async () => {
  const { mia, jonas } = people;
  await openCard(jonas, demo, /^Visio/);
  await jonas.getByText("Ask a question", { exact: true }).click();
  await jonas.getByLabel("What you want to know").fill("Which line is it?");
  await jonas.getByRole("button", { name: "Ask", exact: true }).click();
  await jonas.getByText("Your question was sent.").waitFor();
  await arrives("mia.berg", "A question about Visio Plan 2 for you");
  await mia.getByLabel("Your answer").fill("The new one.");
  await mia.getByRole("button", { name: "Send answer" }).click();
  await mia.getByText("Your answer was sent.").waitFor();
  await (await arrives("jonas.lind", "Answered: your question about Visio Plan 2 for Mia Berg")).click();
  await people.postman.locator("pre", { hasText: "The new one." }).waitFor();
  await openCard(jonas, demo, /^Visio/);
  await jonas.getByText("The new one.").waitFor();
  await jonas.getByRole("button", { name: "Approve", exact: true }).click();
  await jonas.locator(".done").waitFor();
  await arrives("mia.berg", "Approved: Visio Plan 2 for you");
  await arrives("mia.berg", "Ready to use: Visio Plan 2 for you");
  await state(mia, "Active").waitFor();
});

test("who wants no mail gets none, and who wants one a day gets none at once", async () => {
  const { mia, jonas, postman } = people;
  await jonas.goto(`${demo.url}/settings`);
  await jonas.getByText(`Mails go to jonas.lind@${domain}`).waitFor();
  for (const [way, chosen] of [["One mail a day", "digest"], ["No mail", "none"]]) {
    await jonas.getByRole("radio", { name: new RegExp(`^${way}`) }).check();
    await jonas.getByLabel("Hour of the one mail a day").selectOption({ label: "16:00" });
    await jonas.getByRole("button", { name: "Save how you are told" }).click();
    await jonas.getByText("Saved. It counts from the next thing that happens.").waitFor();
    assert.ok(await jonas.getByRole("radio", { name: new RegExp(`^${way}`) }).isChecked());
    assert.equal(await jonas.getByLabel("Hour of the one mail a day").inputValue(), "16");
    const part = { digest: ["POWER_BI_PRO", "Power BI Pro"], none: ["MCOEV", "Microsoft Teams Phone Standard"] }[chosen];
    await ask(mia, demo, part[0], "The figures of the design.");
    await openCard(jonas, demo, new RegExp(`^${part[1]} for Mia Berg`));
    await jonas.getByLabel("Reason for denying").fill("Not this year.");
    await jonas.getByRole("button", { name: "Deny", exact: true }).click();
    await jonas.getByText(/^You denied/).waitFor();
    // What came later is there; what he did not want is not.
    await (await arrives("mia.berg", `Denied: ${part[1]} for you`)).click();
    await postman.locator("pre", { hasText: "Not this year." }).waitFor();
    await postman.goto(box("jonas.lind"));
    await postman.getByRole("link", { name: "To sign: Visio Plan 2 for Mia Berg" }).waitFor();
    assert.equal(await postman.getByRole("link", { name: `To sign: ${part[1]} for Mia Berg` }).count(), 0);
    await jonas.goto(`${demo.url}/settings`);
  }
});

test("the outbox of the demo can be read by everybody", async () => {
  const { postman } = people;
  await postman.goto(`${demo.tenant}/outbox`);
  await scan(postman, "outbox");
  await postman.goto(box("jonas.lind"));
  await postman.getByRole("link", { name: /^To sign: Visio/ }).click();
  await scan(postman, "a mail");
});
