// A picture of every page in its states, in both widths and both themes, into screenshots/.
// With --readme also the two pictures of the README, into docs/images/.

import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { domain, openBrowser, openDemo, signIn, windowFor } from "./house.js";
import { themes, widths } from "./scan.js";

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
  await page.getByRole("textbox").fill(why);
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
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("You approved this").waitFor();
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

async function employee(page, demo) {
  await picture(page, "catalogue");
  await pictureForReadme(page, "catalogue");
  await page.goto(`${demo.url}/?q=teams`);
  await picture(page, "catalogue-search");
  await page.goto(`${demo.url}/?q=no+such+thing`);
  await picture(page, "catalogue-nothing-found");
  await page.goto(`${demo.url}/requests`);
  await picture(page, "requests-empty");
  await page.goto(`${demo.url}/approvals`);
  await picture(page, "approvals-empty");
  await openForm(page, demo, "VISIOCLIENT");
  await picture(page, "form");
  await openForm(page, demo, "Microsoft_365_Copilot");
  await page.getByRole("textbox").fill("I want it");
  const plans = page.locator("input[name=plans]:not([disabled])");
  for (const plan of await plans.all()) await plan.uncheck();
  await page.getByRole("button", { name: "Send request" }).click();
  await page.locator(".summary").waitFor();
  await picture(page, "form-errors");
  await openForm(page, demo, "SPE_E5");
  await picture(page, "form-many-plans");
}

async function road(demo, { mia, jonas, hanna, lena, clara }) {
  const visio = await ask(mia, demo, "VISIOCLIENT", "Charts of the packaging line for the spring review.");
  await picture(mia, "request-waiting");
  const copilot = await ask(mia, demo, "Microsoft_365_Copilot", "I summarise forty supplier contracts every month.");
  const seat = await ask(mia, demo, "PROJECTPROFESSIONAL", "The plan of the move to the new building.");
  const denied = await ask(mia, demo, "POWER_BI_PRO", "One dashboard.");
  const stuck = await ask(lena, demo, "VISIOCLIENT", "Maps of the trade fair.");
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
  await jonas.getByRole("button", { name: "Deny" }).click();
  await jonas.locator("#reason-error").waitFor();
  await picture(jonas, "approval-error");
  await jonas.getByLabel("Reason for denying").fill("The team's dashboard shows the same numbers.");
  await jonas.getByRole("button", { name: "Deny" }).click();
  await jonas.getByText("You denied this").waitFor();
  await picture(jonas, "approval-denied");
  await approve(jonas, demo, /Planner and Project/);
  await approve(jonas, demo, /Copilot/);
  await approve(hanna, demo, /Visio/);

  await until(mia, visio, "Active");
  await picture(mia, "request-active");
  await until(mia, copilot, "Waiting for approval");
  await picture(mia, "request-second-stage");
  await until(mia, seat, "Waiting for a seat");
  await picture(mia, "request-waiting-for-seat");
  await until(mia, denied, "Denied");
  await picture(mia, "request-denied");
  await until(lena, stuck, "Needs attention");
  await picture(lena, "request-needs-attention");
  await mia.goto(`${demo.url}/requests`);
  await picture(mia, "requests");
  await mia.goto(demo.url);
  await picture(mia, "catalogue-with-marks");
  await openCard(clara, demo, /Copilot/);
  await picture(clara, "approval-second-stage");
}

async function back(demo, { ada, otto }) {
  await ada.goto(`${demo.url}/admin/attention`);
  await picture(ada, "attention");
  await ada.goto(`${demo.url}/admin/policy`);
  await picture(ada, "policy");
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
const demo = await openDemo();
const browser = await openBrowser();
try {
  await doors(demo, browser);
  const names = ["mia.berg", "jonas.lind", "hanna.moe", "lena.frost", "clara.roe", "ada.novak", "otto.keller"];
  const people = {};
  for (const name of names) {
    const page = await windowFor(browser);
    await signIn(page, demo, name);
    people[name.split(".")[0]] = page;
  }
  await employee(people.mia, demo);
  await people.ada.goto(`${demo.url}/admin/attention`);
  await picture(people.ada, "attention-empty");
  await road(demo, people);
  await back(demo, people);
} finally {
  await browser.close();
  await demo.close();
}
console.log(`${count} pictures in screenshots/`);
