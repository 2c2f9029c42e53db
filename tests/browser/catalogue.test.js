// The catalogue as an administrator edits it, and a list of names with bad lines, by hand and by keyboard.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { scan } from "./scan.js";

const HEADER = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names";

let demo;
let browser;
const people = {};
before(async () => {
  demo = await openDemo();
  browser = await openBrowser();
  for (const name of ["mia.berg", "ada.novak"]) {
    const page = await windowFor(browser);
    await signIn(page, demo, name);
    people[name.split(".")[0]] = page;
  }
});
after(async () => {
  await browser?.close();
  if (demo) assert.equal(await demo.close(), 0, "the demo did not end cleanly");
});

async function openProduct(page, part, name) {
  await page.goto(`${demo.url}/admin/catalogue?q=${part}`);
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Save" }).waitFor();
}

test("the demo has tags, a cost centre and a hidden product", async () => {
  const { ada, mia } = people;
  await ada.goto(`${demo.url}/admin/catalogue`);
  await ada.getByText("2040 Controlling").waitFor();
  await scan(ada, "products");
  await ada.getByLabel("Show").selectOption("hidden");
  await ada.getByRole("button", { name: "Filter" }).click();
  assert.deepEqual(await ada.locator("tbody th a").allInnerTexts(), ["Office 365 E1"]);
  await mia.goto(`${demo.url}/?q=STANDARDPACK`);
  // What is near it may be shown; what is hidden never is.
  await mia.getByText(/^Nothing (has|found for)/).waitFor();
  assert.ok(!(await mia.locator(".card h2").allInnerTexts()).includes("Office 365 E1"));
  await mia.goto(`${demo.url}/?q=drawing`);
  assert.deepEqual(await mia.locator(".card h2").allInnerTexts(), ["Visio Plan 2"]);
  await mia.locator(".tags li", { hasText: "drawing" }).waitFor();
  await scan(mia, "catalogue with tags");
});

test("a product is edited by the keyboard, what is wrong is said at the field, and the last change is put back", async () => {
  const { ada, mia } = people;
  await openProduct(ada, "VISIOCLIENT", "Visio Plan 2");
  await scan(ada, "product");
  await ada.getByLabel("Name", { exact: true }).fill("Diagrams");
  await ada.getByLabel("Price").focus();
  await ada.keyboard.press("Control+a");
  await ada.keyboard.type("a lot");
  await ada.getByLabel("Owner").fill("nobody@haldenroe.example");
  await ada.keyboard.press("Enter");
  await ada.locator(".summary").waitFor();
  assert.equal(await ada.getByLabel("Name", { exact: true }).inputValue(), "Diagrams");
  await ada.locator("#owner-wrong", { hasText: "Nobody in the directory" }).waitFor();
  await scan(ada, "product with errors");
  await ada.getByLabel("Price").fill("19.50");
  await ada.getByLabel("Owner").fill("henrik.falk@haldenroe.example");
  await ada.keyboard.press("Enter");
  await ada.locator(".notice", { hasText: "saved" }).waitFor();
  await ada.getByText("Use the catalogue file’s again: “Visio Plan 2”").waitFor();
  await scan(ada, "product, saved");
  await mia.goto(`${demo.url}/?q=VISIOCLIENT`);
  await mia.getByRole("heading", { name: "Diagrams" }).waitFor();
  await mia.getByText("€19.50 a month").waitFor();
  await ada.getByRole("button", { name: "Put back what was before" }).click();
  await ada.locator(".notice", { hasText: "as it was before" }).waitFor();
  assert.equal(await ada.getByLabel("Name", { exact: true }).inputValue(), "Visio Plan 2");
});

test("two who edit at once: the slower one sees both", async () => {
  const { ada } = people;
  await openProduct(ada, "SPE_F1", "Microsoft 365 F3");
  const other = await ada.context().newPage();
  await other.goto(ada.url());
  await ada.getByLabel("Cost centre").fill("First");
  await ada.getByRole("button", { name: "Save" }).click();
  await ada.locator(".notice", { hasText: "saved" }).waitFor();
  await other.getByLabel("Cost centre").fill("Second");
  await other.getByRole("button", { name: "Save" }).click();
  await other.getByText("There is now: “First”").waitFor();
  assert.equal(await other.getByLabel("Cost centre").inputValue(), "Second");
  await scan(other, "product, somebody was faster");
  await other.getByRole("button", { name: "Save" }).click();
  await other.locator(".notice", { hasText: "saved" }).waitFor();
  await other.close();
});

test("a list with bad lines goes in, and the bad lines are shown by number", async () => {
  const { ada } = people;
  await ada.goto(`${demo.url}/admin/catalogue/import`);
  await ada.getByText("Done, with bad lines").waitFor();
  await scan(ada, "import");
  await ada.getByRole("button", { name: "Import" }).click();
  await ada.getByText("Choose the CSV file first.").waitFor();
  await scan(ada, "import with an error");
  const good = Array.from({ length: 20_000 }, (_, n) => {
    const id = String(n).padStart(12, "0");
    return `Product ${n},P_${n},00000001-0000-4000-8000-${id},,,`;
  });
  const lines = [HEADER, ...good, "=1+1,X,00000002-0000-4000-8000-000000000001,,,", "not a line"];
  const buffer = Buffer.from(lines.join("\n"));
  await ada.getByLabel("The list, as CSV").setInputFiles({ name: "names.csv", mimeType: "text/csv", buffer });
  await ada.getByRole("button", { name: "Import" }).click();
  // The page looks again by itself until it is over.
  await ada.locator(".badge.large", { hasText: "Done, with bad lines" }).waitFor();
  assert.match(await ada.locator("dl.import").innerText(), /20002[\s\S]*20000[\s\S]*0[\s\S]*2/);
  await ada.getByRole("row", { name: /20002 Product_Display_Name begins with “=”/ }).waitFor();
  await ada.getByRole("row", { name: /20003 has 1 cells/ }).waitFor();
  await scan(ada, "import, over");
  const [download] = await Promise.all([ada.waitForEvent("download"), ada.getByRole("link", { name: "Download as CSV" }).click()]);
  assert.equal(download.suggestedFilename(), "bad-lines.csv");
});

test("without scripts everything is there, too", async () => {
  const page = await windowFor(browser, { javaScriptEnabled: false });
  await signIn(page, demo, "ada.novak");
  await openProduct(page, "SPE_E3", "Microsoft 365 E3");
  await page.getByLabel("Tags").fill("plain");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".notice", { hasText: "saved" }).waitFor();
  await page.goto(`${demo.url}/admin/catalogue/import`);
  const buffer = Buffer.from(`${HEADER}\nPlain,PLAIN,00000003-0000-4000-8000-000000000001,,,\n`);
  await page.getByLabel("The list, as CSV").setInputFiles({ name: "plain.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Import" }).click();
  await page.waitForURL(/imports/);
  await page.getByText("plain.csv").first().waitFor();
});
