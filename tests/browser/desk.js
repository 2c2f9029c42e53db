// What people of the desk do again and again.

import assert from "node:assert/strict";
import { domain, signIn, windowFor } from "./house.js";

/** The policy to start from, where the people of the department "People" may ask for anybody. */
export function desksPolicy(text) {
  const changed = text.replace(`when = '"Team Assistants" in requester.groups`, `when = 'requester.department == "People"`);
  assert.notEqual(changed, text, "the policy to start from lets team assistants ask for anybody");
  return withoutExamplesOf(changed, "Team Assistants");
}

function withoutExamplesOf(text, words) {
  const [rules, ...examples] = text.split("\n[[example]]\n");
  return [rules, ...examples.filter((example) => !example.includes(words))].join("\n[[example]]\n");
}

/** Windows of these people, by their given name. */
export async function desk(browser, demo, names, options) {
  const people = {};
  for (const name of names) {
    const page = await windowFor(browser, options);
    await signIn(page, demo, name);
    people[name.split(".")[0]] = page;
  }
  return people;
}

/** The user name of somebody of whom the queue shows the name. */
export async function userName(page, demo, name) {
  await page.goto(`${demo.tenant}/?q=${encodeURIComponent(name)}#people`);
  const upn = await page.locator(".who", { hasText: name }).first().innerText();
  return upn.match(new RegExp(`(\\S+)@${domain}`))[1];
}

export async function openForm(page, demo, part) {
  await page.goto(`${demo.url}/?q=${part}`);
  await page.getByRole("link", { name: /^Ask for it/ }).first().click();
  await page.getByRole("heading", { name: "What would happen" }).waitFor();
}

/** Asks for the product found by `part`; answers the address of the request. */
export async function ask(page, demo, part, why = "The plans of the new building.") {
  await openForm(page, demo, part);
  await page.getByLabel(/^Why is it needed/).fill(why);
  await page.getByRole("button", { name: "Send request" }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]+$/);
  return page.url();
}

export async function openCard(page, demo, name) {
  await page.goto(`${demo.url}/approvals`);
  await page.getByRole("link", { name }).first().click();
  await page.getByRole("heading", { name: "Your answer" }).waitFor();
  return page.url();
}

export async function approve(page, demo, name) {
  await openCard(page, demo, name);
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await page.locator(".done", { hasText: "You approved" }).waitFor();
}

/** The state that the page of a request shows. */
export const state = (page, words) => page.locator(".badge.large", { hasText: words });
