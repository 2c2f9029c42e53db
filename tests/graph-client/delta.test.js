// Who changed, and who did it, as the official client reads it: link by link.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openTenant } from "./tenant.js";

const MIA = "mia.berg@haldenroe.example";
const ADA = "ada.novak@haldenroe.example";
let tenant, application;

before(async () => {
  tenant = await openTenant("--people", "2500");
  application = await tenant.application();
});
after(async () => assert.equal(await tenant.close(), 0));

/** Every item up to the delta link, and the link as the client knows it. */
async function round(path) {
  const items = [];
  let next = path;
  for (;;) {
    const page = await application.api(next).header("Prefer", "odata.maxpagesize=999").get();
    items.push(...page.value);
    next = atMicrosoft(page["@odata.nextLink"] ?? page["@odata.deltaLink"]);
    if (page["@odata.deltaLink"]) return { items, link: next };
  }
}

/** The client follows links to Microsoft's hosts only; tenant.js turns the way there. */
function atMicrosoft(link) {
  return link.replace(tenant.url, "https://graph.microsoft.com");
}

test("everybody once, then who changed, then who left", async () => {
  const here = await round("/users/delta?$select=id,displayName,department,manager");
  assert.equal(new Set(here.items.map((item) => item.id)).size, 2500);
  const mia = here.items.find((item) => item.displayName === "Mia Berg");
  assert.equal(mia["manager@delta"].length, 1);

  await tenant.control(`people/${MIA}/move`, { department: "Sales", manager: ADA, actor: "HR" });
  const moved = await round(here.link);
  assert.deepEqual(
    moved.items.map((item) => [item.id, item.department, item["manager@delta"].length]),
    [[mia.id, "Sales", 2]],
  );

  await tenant.control(`people/${MIA}/leave`, {});
  const left = await round(moved.link);
  assert.deepEqual(left.items, [{ id: mia.id, "@removed": { reason: "changed" } }]);

  await tenant.control("expire_delta_tokens", {});
  await assert.rejects(
    () => application.api(left.link).get(),
    (error) => error.statusCode === 410 && error.code === "syncStateNotFound",
  );
});

test("the audit feed says who did it", async () => {
  await tenant.control("assign", { person: ADA, sku: "VISIOCLIENT", actor: "Licence Robot" });
  const feed = await application
    .api("/auditLogs/directoryAudits")
    .filter("activityDisplayName eq 'Change user license'")
    .top(1)
    .get();
  assert.equal(feed.value[0].initiatedBy.app.displayName, "Licence Robot");
  assert.equal(feed.value[0].targetResources[0].userPrincipalName, ADA);
});
