// What an employee does at the desk: what they have, what they can ask for, and what becomes of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, desk, desksPolicy, openCard, openForm, state, userName } from "./desk.js";
import { openBrowser, openDemo, plansOff, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

/** Requests that have to be decided before the form says how long it usually takes. */
const HISTORY = 5;

let demo;
let browser;
let people;
before(async () => {
  const aQuarter = `
[[guard]]
id = "numbers-for-a-quarter"
products = ["MCOEV"]
when = 'request.term_days > 90'
deny = "A number is given for a quarter."
`;
  demo = await openDemo({ policy: (text) => desksPolicy(text) + aQuarter });
  browser = await openBrowser();
  people = await desk(browser, demo, ["mia.berg", "jonas.lind", "clara.roe", "emil.brandt", "sofia.lange", "ines.duarte", "hanna.moe", "julie.perrin"]);
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

test("what I have is said with its plans, by which way, until when and who approved", async () => {
  const { mia } = people;
  await mia.goto(`${demo.url}/licences`);
  const card = (name) => mia.locator(".licences > li", { has: mia.getByRole("heading", { name, exact: true }) });
  const security = await card("Enterprise Mobility + Security E3").innerText();
  assert.match(security, /By grant/);
  assert.match(security, /until \d+ \w+ 20\d\d\. Approved by Jonas Lind\./);
  assert.match(security, /Off: Microsoft Azure Multi-factor Authentication\. On:\s+Azure Information Protection Premium P1/);
  for (const what of ["Extend", "Change plans of", "Give back"]) {
    await mia.getByRole("link", { name: `${what} Enterprise Mobility + Security E3` }).waitFor();
  }
  assert.match(await card("Microsoft 365 E3").innerText(), /Through the group “Licence: Microsoft 365 E3”/);
  assert.match(await card("Microsoft Power Automate Free").innerText(), /Given directly, not by Countersign/);
  await scan(mia, "my licences");
});

test("a plan is switched off when the manager has signed, and at Microsoft too", async () => {
  const { mia, jonas } = people;
  await mia.goto(`${demo.url}/licences`);
  await mia.getByRole("link", { name: "Change plans of Enterprise Mobility + Security E3" }).click();
  const sku = mia.url().match(/licences\/([0-9a-f-]+)\/plans/)[1];
  const before = await plansOff(demo, "mia.berg", sku);
  const intune = mia.getByRole("checkbox", { name: "Microsoft Intune" });
  const plan = await intune.getAttribute("value");
  await intune.uncheck();
  await mia.locator("#live-before div", { hasText: "Switched off" }).getByText("Microsoft Intune").waitFor();
  await mia.getByRole("button", { name: "Ask for these plans" }).click();
  await mia.waitForURL(/\/requests\/[0-9a-f-]+$/);
  await openCard(jonas, demo, /Enterprise Mobility.* for Mia Berg/);
  const row = jonas.getByRole("row", { name: /^Microsoft Intune/ });
  assert.deepEqual(await row.locator("td").allInnerTexts(), ["on", "off"]);
  assert.deepEqual(await plansOff(demo, "mia.berg", sku), before, "nothing is changed before it is signed");
  await jonas.getByRole("button", { name: "Approve", exact: true }).click();
  await state(mia, "Plans changed").waitFor();
  // Somebody had switched another one off by hand: now it is exactly what was signed.
  assert.deepEqual(await plansOff(demo, "mia.berg", sku), [plan]);
  await mia.goto(`${demo.url}/licences`);
  await mia.getByText(/Off: .*Microsoft Intune/).waitFor();
});

test("the catalogue finds what is meant, with typing errors too, and marks what one has or asked for", async () => {
  const { mia } = people;
  const finds = async (words) => {
    await mia.goto(demo.url);
    await mia.getByRole("searchbox").fill(words);
    await mia.getByRole("button", { name: "Search" }).click();
    await mia.waitForURL(/\?q=/);
    return mia.locator(".card h2").allInnerTexts();
  };
  assert.deepEqual(await finds("diagram"), ["Visio Plan 2"], "a word of the description");
  assert.ok((await finds("whiteboard")).includes("Microsoft 365 E3"), "a plan");
  assert.deepEqual(await finds("drawing"), ["Visio Plan 2"], "a tag");
  assert.ok((await finds("visoi")).includes("Visio Plan 2"));
  await mia.getByText("Nothing has “visoi”. Near it").waitFor();
  assert.ok((await finds("diagarms")).includes("Visio Plan 2"));
  await scan(mia, "what is near it");
  await finds("security");
  await mia.locator(".card", { hasText: "Enterprise Mobility" }).getByRole("link", { name: "You have this" }).waitFor();
  const request = await ask(mia, demo, "VISIOCLIENT");
  await mia.goto(`${demo.url}/?q=visio`);
  await mia.getByRole("link", { name: /^Asked for/ }).click();
  await mia.waitForURL(request);
});

test("whoever asks for a report does not sign it", async () => {
  const { jonas, clara, mia } = people;
  await openForm(jonas, demo, "Microsoft_365_Copilot");
  await jonas.getByLabel("Who is it for?").selectOption({ label: "Mia Berg" });
  await jonas.locator("#live-before").getByText(/Clara Roe/).first().waitFor();
  assert.doesNotMatch(await jonas.locator("#live-before .signers").innerText(), /Jonas Lind/);
  await jonas.getByLabel(/^Why is it needed/).fill("She writes forty supplier contracts every month.");
  await jonas.getByRole("button", { name: "Send request" }).click();
  await jonas.waitForURL(/\/requests\/[0-9a-f-]+$/);
  const request = jonas.url();
  await jonas.goto(`${demo.url}/approvals?q=copilot`);
  await jonas.getByText("Nothing like that waits for you").waitFor();
  await openCard(clara, demo, /Copilot.* for Mia Berg/);
  await clara.getByText("Asked for by Jonas Lind").waitFor();
  await mia.goto(request);
  await mia.getByText(/by Jonas Lind/).first().waitFor();
});

test("where the rules allow it, one asks for anybody, and elsewhere not", async () => {
  const { ines, hanna } = people;
  await openForm(ines, demo, "VISIOCLIENT");
  await ines.getByLabel(/^Or somebody else/).pressSequentially("emil", { delay: 20 });
  await ines.locator("datalist option[value^='emil.brandt']").waitFor({ state: "attached" });
  await ines.getByLabel(/^Or somebody else/).fill("emil.brandt@haldenroe.example");
  await ines.locator("#live-before").getByText(/Sofia Lange/).first().waitFor();
  await ines.getByRole("button", { name: "Send request" }).click();
  await ines.waitForURL(/\/requests\/[0-9a-f-]+$/);
  await ines.getByText("For Emil Brandt").waitFor();
  await openForm(hanna, demo, "VISIOCLIENT");
  await hanna.getByLabel(/^Or somebody else/).fill("emil.brandt@haldenroe.example");
  await hanna.locator("#live-before").getByText(/You can ask for yourself and for the people who report to you/).waitFor();
});

test("before sending, the usual time is said from what was decided before", async () => {
  const { hanna, julie } = people;
  await openForm(hanna, demo, "VISIOCLIENT");
  await hanna.locator("#live-before").getByText("No history yet.").waitFor();
  const queue = `${demo.url}/approvals`;
  await julie.goto(`${queue}?q=visio`);
  const visios = await julie.locator(".queue tbody tr").count();
  await julie.goto(`${queue}?q=power`);
  const reports = await julie.locator(".queue tbody tr").count();
  assert.ok(visios + reports >= HISTORY, "by the same rule");
  for (const part of ["visio", "power"]) {
    await julie.goto(`${queue}?q=${part}`);
    await julie.getByRole("link", { name: "Select all without an exception" }).click();
    await julie.getByRole("button", { name: "Review selected" }).click();
    await julie.getByRole("button", { name: /^Approve \d/ }).click();
    await julie.getByText(/^You approved/).waitFor();
  }
  await openForm(hanna, demo, "VISIOCLIENT");
  await hanna.locator("#live-before").getByText(/^Usually decided within .*: half of the last \d+ requests/).waitFor();
});

test("a question is answered, and those who are to sign are reminded, now and then", async () => {
  const { julie } = people;
  await julie.goto(`${demo.url}/approvals?q=planner`);
  const oscars = await julie.locator("tr.waits td[data-label=For]").innerText();
  const oscar = await windowFor(browser);
  await signIn(oscar, demo, await userName(julie, demo, oscars.trim()));
  await oscar.goto(`${demo.url}/requests`);
  await oscar.getByRole("link", { name: /Planner/ }).click();
  await state(oscar, "Waiting for an answer").waitFor();
  await oscar.getByRole("heading", { name: "Julie Perrin asks" }).waitFor();
  await oscar.getByText("Which shops are new this year?").first().waitFor();
  await scan(oscar, "request with a question");
  await oscar.getByRole("button", { name: "Send answer" }).click();
  await oscar.getByText("Write an answer.").waitFor();
  await scan(oscar, "answer that is missing");
  await oscar.getByLabel("Your answer").fill("Those in Bergen and Oslo.");
  await oscar.getByRole("button", { name: "Send answer" }).click();
  await oscar.getByText("Your answer was sent.").waitFor();
  await state(oscar, "Waiting for approval").waitFor();
  await oscar.locator(".steps").getByText(`${oscars.trim()} answered`).waitFor();
  await openCard(julie, demo, new RegExp(`Planner.* for ${oscars.trim()}`));
  await julie.getByText("Those in Bergen and Oslo.").waitFor();

  await oscar.goto(`${demo.url}/requests`);
  await oscar.getByRole("link", { name: /Enterprise Mobility/ }).click();
  await oscar.getByRole("button", { name: "Remind them" }).click();
  await oscar.getByText("Those who are to sign are reminded.").waitFor();
  await oscar.getByText(/^You can have those reminded who are to sign in /).waitFor();
  assert.equal(await oscar.getByRole("button", { name: "Remind them" }).count(), 0);
  await scan(oscar, "request whose approvers are reminded");
  await oscar.goto(`${demo.tenant}/outbox?to=julie.perrin%40haldenroe.example`);
  await oscar.getByText(`Still to sign: Enterprise Mobility + Security E3 for ${oscars.trim()}`).waitFor();
});

test("the place in the waiting room is said, and moves up by itself", async () => {
  const { jonas, emil } = people;
  await jonas.goto(`${demo.url}/requests`);
  await jonas.getByRole("link", { name: /^Planner/ }).click();
  const place = (words) => jonas.locator(".steps").getByRole("heading", { name: words });
  const at = (await jonas.locator(".steps").innerText()).match(/Waiting for a seat: (\d+)\w+ of (\d+)/);
  assert.equal(at[1], "2");
  await scan(jonas, "request in the waiting room");
  await emil.goto(`${demo.url}/requests`);
  await emil.getByRole("link", { name: /^Planner/ }).click();
  emil.once("dialog", (dialog) => dialog.accept());
  await emil.getByRole("button", { name: "Cancel request" }).click();
  await state(emil, "Cancelled").waitFor();
  await place(/Waiting for a seat: 1st of/).waitFor();
});

test("what the rules deny comes with what would pass, and that is asked for from there", async () => {
  const { emil } = people;
  await openForm(emil, demo, "MCOEV");
  await emil.locator("#term").getByText("180 days", { exact: true }).click();
  const before = emil.locator("#live-before");
  await before.getByText("The rules would deny this.").waitFor();
  await before.getByText("A number is given for a quarter.").waitFor();
  await scan(emil, "form of what would be denied");
  await emil.getByRole("button", { name: "Send request" }).click();
  await state(emil, "Denied").waitFor();
  await emil.getByText("A number is given for a quarter.").first().waitFor();
  await emil.getByText("What would pass:").waitFor();
  assert.equal(await emil.getByRole("button", { name: "Appeal" }).count(), 0, "nobody denied it");
  await scan(emil, "request denied by the rules");
  await emil.getByRole("link", { name: "Ask for this instead" }).click();
  await emil.locator("#live-before").getByText("90 days", { exact: true }).waitFor();
  await emil.getByRole("button", { name: "Send request" }).click();
  await state(emil, "Waiting for approval").waitFor();
});

test("a denial has a reason and is appealed against once, and somebody else decides", async () => {
  const { mia, jonas, clara } = people;
  const request = await ask(mia, demo, "POWER_BI_PRO", "The figures of the design.");
  await openCard(jonas, demo, /^Power BI Pro for Mia Berg/);
  await jonas.getByLabel("Reason for denying").fill("The team's dashboard has it.");
  await jonas.getByRole("button", { name: "Deny", exact: true }).click();
  await jonas.getByText("You denied Power BI Pro for Mia Berg.").waitFor();
  await state(mia, "Denied").waitFor();
  await mia.locator(".steps").getByText("The team's dashboard has it.").waitFor();
  await scan(mia, "request that was denied");
  await mia.getByRole("button", { name: "Appeal" }).click();
  await mia.getByText("Say why it should be decided otherwise.").waitFor();
  await scan(mia, "appeal without a reason");
  await mia.getByLabel("Why it should be decided otherwise").fill("It lacks half of the figures.");
  await mia.getByRole("button", { name: "Appeal" }).click();
  await mia.getByRole("heading", { name: /Appeal: waiting for a decision/ }).waitFor();
  await scan(mia, "request with an appeal");
  await jonas.goto(`${demo.url}/approvals?q=power`);
  assert.equal(await jonas.getByRole("link", { name: /^Power BI Pro for Mia Berg/ }).count(), 0, "he denied it");
  await clara.goto(`${demo.url}/approvals`);
  await clara.locator("tr", { hasText: "Power BI Pro" }).getByText("appeal", { exact: true }).waitFor();
  await openCard(clara, demo, /^Power BI Pro for Mia Berg/);
  await clara.getByText("The team's dashboard has it.").first().waitFor();
  await scan(clara, "card of an appeal");
  await clara.getByLabel("Reason for denying").fill("It has all of them since Monday.");
  await clara.getByRole("button", { name: "Deny", exact: true }).click();
  await clara.getByText("You denied Power BI Pro for Mia Berg.").waitFor();
  await mia.goto(request);
  await state(mia, "Denied").waitFor();
  assert.equal(await mia.getByRole("button", { name: "Appeal" }).count(), 0, "once is enough");
  await mia.getByRole("link", { name: "Ask again" }).click();
  await mia.getByRole("heading", { name: "Ask for Power BI Pro" }).waitFor();
});
