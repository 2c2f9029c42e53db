// What somebody does by hand at Microsoft, what an administrator says to it, and the fuse.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

const why = "Looked at with the team.";
let demo;
let browser;
let ada;
before(async () => {
  demo = await openDemo();
  browser = await openBrowser();
  ada = await windowFor(browser);
  await signIn(ada, demo, "ada.novak");
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

const row = (name, product) => ada.locator(".troubles > li", { hasText: name }).filter({ hasText: product });

test("what was done by hand stands on the list with who did it, and is found again by search", async () => {
  await ada.goto(`${demo.url}/`);
  await ada.getByRole("link", { name: /^Administration/ }).click();
  await ada.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: /^Drift/ }).click();
  await ada.getByRole("heading", { name: "Drift" }).waitFor();
  const taken = row("Julie Perrin", "Power Automate");
  await taken.getByText("Granted, and not there").waitFor();
  await taken.getByText("Done by Viktor Sand").waitFor();
  await row("Omar Haddad", "Power Automate").getByText("A licence nobody granted").waitFor();
  await row("Mia Berg", "Enterprise Mobility").getByText("Granted, and off at Microsoft: ").waitFor();
  await scan(ada, "drift");
  await ada.getByRole("searchbox").fill("omar");
  await ada.getByRole("button", { name: "Show" }).click();
  await ada.waitForURL(/q=omar/);
  const found = await ada.locator(".troubles > li h2").allInnerTexts();
  assert.ok(found.length > 0 && found.every((name) => name.includes("Omar Haddad")), found.join());
  await ada.goto(`${demo.url}/admin/drift?q=nothing+like+this`);
  await ada.getByText("Nothing found").waitFor();
});

test("one is adopted with a reason, and is a grant then", async () => {
  await ada.goto(`${demo.url}/admin/drift?q=omar`);
  await row("Omar Haddad", "Power Automate").getByRole("button", { name: /^Adopt/ }).click();
  await ada.getByRole("heading", { name: "Adopt 1 finding" }).waitFor();
  await ada.getByText("It becomes a grant, as it is at Microsoft").waitFor();
  await scan(ada, "preview of adopting");
  await ada.getByRole("button", { name: "Adopt 1 finding" }).click();
  await ada.locator(".message", { hasText: "Say why" }).waitFor();
  await scan(ada, "preview with an error");
  await ada.getByLabel("Why").fill(why);
  await ada.getByRole("button", { name: "Adopt 1 finding" }).click();
  await ada.getByText("1 adopted.").waitFor();
  await ada.goto(`${demo.url}/admin/drift?which=decided`);
  await row("Omar Haddad", "Power Automate").getByText(`Adopted by Ada Novak: “${why}”`).waitFor();
});

test("two are chosen and restored after a preview, and Microsoft is told", async () => {
  await ada.goto(`${demo.url}/admin/drift`);
  await row("Julie Perrin", "Power Automate").getByRole("checkbox").check();
  await row("Sofia Lange", "Enterprise Mobility").getByRole("checkbox").check();
  await ada.locator("#chosen").getByRole("button", { name: "Restore" }).click();
  await ada.getByRole("heading", { name: "Restore 2 findings" }).waitFor();
  await ada.getByText("The licence is taken away at Microsoft").waitFor();
  await ada.getByText("The licence is assigned again").waitFor();
  await scan(ada, "preview of restoring");
  await ada.getByLabel("Why").fill(why);
  await ada.getByRole("button", { name: "Restore 2 findings" }).click();
  await ada.getByText("2 restored: Microsoft is being told.").waitFor();
  assert.equal(await row("Julie Perrin", "Power Automate").count(), 0);
});

test("everything else is adopted as found, in one act with a preview", async () => {
  await ada.goto(`${demo.url}/admin/drift`);
  await ada.getByRole("link", { name: "Adopt all as found" }).click();
  await ada.getByRole("table", { name: "What is adopted, by product" }).waitFor();
  await scan(ada, "adopt all");
  await ada.getByLabel("Why").fill("As it was before Countersign came.");
  await ada.getByRole("button", { name: /^Adopt \d+ licences of \d+ products$/ }).click();
  await ada.getByText(/^(\d+) of \1 were adopted\./).waitFor();
  await scan(ada, "adopted all");
  await ada.goto(`${demo.url}/admin/drift?kind=unknown_licence`);
  await ada.getByText("Nothing found").waitFor();
});

test("a blown fuse is said in red everywhere, one is kept, and the rest ends when somebody says why", async () => {
  await ada.goto(`${demo.url}/`);
  await ada.locator(".notice.bad", { hasText: "The fuse has blown" }).getByRole("link", { name: "See what is held" }).click();
  await ada.getByRole("heading", { name: "Fuse", exact: true }).waitFor();
  await ada.getByText("2 licences are held").waitFor();
  await scan(ada, "fuse");
  const card = ada.getByRole("region", { name: "Stopped: all products" });
  await ada.locator("table").getByRole("checkbox").first().check();
  await ada.getByLabel("Why the chosen ones stay").fill("Still needed.");
  await ada.getByRole("button", { name: "Keep the chosen ones" }).click();
  await ada.getByText("1 licence stays.").waitFor();
  await card.getByRole("button", { name: "Let 1 licence end" }).click();
  await card.locator(".message", { hasText: "Say why" }).waitFor();
  await scan(ada, "fuse with an error");
  await card.getByLabel("Why").fill("The project is over.");
  await card.getByRole("button", { name: "Let 1 licence end" }).click();
  await ada.getByRole("heading", { name: "Whole" }).waitFor();
  assert.equal(await ada.locator(".notice.bad").count(), 0);
  await scan(ada, "fuse that is whole");
});
