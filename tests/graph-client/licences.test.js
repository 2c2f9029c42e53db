// Each thing of the reference page of user: assignLicense, done by Microsoft's own JavaScript client.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import graph from "@microsoft/microsoft-graph-client";
import { openTenant } from "./tenant.js";

const MIA = "mia.berg@haldenroe.example";
const ADA = "ada.novak@haldenroe.example";
const LENA = "lena.frost@haldenroe.example";
const NOBODY = "00000000-0000-4000-8000-000000000000";
/** What a user has when nothing is selected. */
const DEFAULT_PROPERTIES = [
  "@odata.context", "businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone",
  "officeLocation", "preferredLanguage", "surname", "userPrincipalName",
];

let tenant, application, visio, security;

before(async () => {
  tenant = await openTenant();
  application = await tenant.application();
  const { skus } = await tenant.control("skus");
  const sku = (name) => {
    const found = skus.find((sku) => sku.part_number === name);
    return { id: found.id, plan: (plan) => found.plans.find((one) => one.name === plan).id };
  };
  [visio, security] = [sku("VISIOCLIENT"), sku("EMS")];
});

after(async () => assert.equal(await tenant.close(), 0));

beforeEach(async () => {
  for (const person of [MIA, ADA]) {
    const held = await has(person);
    for (const sku of [visio, security].filter((sku) => held.has(sku.id))) {
      await tenant.control("assign", { person, sku: sku.id, remove: true });
    }
  }
});

const assign = (client, who, addLicenses, removeLicenses) =>
  client.api(`${who}/assignLicense`).post({ addLicenses, removeLicenses });

/** SKU → plans that are off. */
async function has(person) {
  const user = await application.api(`/users/${person}`).select("assignedLicenses").get();
  return new Map(user.assignedLicenses.map((one) => [one.skuId, one.disabledPlans]));
}

async function refused(doing, status, code, message) {
  await assert.rejects(doing, (error) => {
    assert.ok(error instanceof graph.GraphError, String(error));
    assert.deepEqual([error.statusCode, error.code, error.message], [status, code, message]);
    assert.equal(error.requestId, JSON.parse(error.body).innerError["request-id"]);
    return true;
  });
}

const objectId = async () => (await application.api(`/users/${MIA}`).select("id").get()).id;

for (const [way, who] of [
  ["object id", async () => `/users/${await objectId()}`],
  ["UPN", async () => `/users/${MIA}`],
]) {
  describe(`an application, by ${way}`, () => {
    test("adds two SKUs with plans off, and removes two", async () => {
      const off = [visio.plan("VISIOONLINE")];
      const two = [
        { skuId: visio.id, disabledPlans: off },
        { skuId: security.id, disabledPlans: [] },
      ];
      const user = await assign(application, await who(), two, []);
      asDocumented(user, MIA);
      let held = await has(MIA);
      assert.deepEqual(held.get(visio.id), off);
      assert.deepEqual(held.get(security.id), []);

      asDocumented(await assign(application, await who(), [], [visio.id, security.id]), MIA);
      held = await has(MIA);
      assert.ok(!held.has(visio.id) && !held.has(security.id));
    });

    test("adds and removes in one call", async () => {
      await assign(application, await who(), [{ skuId: visio.id, disabledPlans: [] }], []);
      const user = await assign(application, await who(), [{ skuId: security.id, disabledPlans: [] }], [visio.id]);
      asDocumented(user, MIA);
      const held = await has(MIA);
      assert.ok(held.has(security.id) && !held.has(visio.id));
    });
  });
}

describe("a signed-in person, as /me", () => {
  test("does it with a role in the directory", async () => {
    const me = await tenant.signedIn(ADA);
    assert.equal((await me.api("/me").get()).userPrincipalName, ADA);
    const two = [
      { skuId: visio.id, disabledPlans: [visio.plan("VISIOONLINE")] },
      { skuId: security.id, disabledPlans: [] },
    ];
    // She has the second already; the same again is no error.
    await tenant.control("assign", { person: ADA, sku: security.id });
    asDocumented(await assign(me, "/me", two, []), ADA);
    assert.deepEqual((await has(ADA)).get(visio.id), [visio.plan("VISIOONLINE")]);
    asDocumented(await assign(me, "/me", [], [visio.id, security.id]), ADA);
    assert.ok(!(await has(ADA)).has(visio.id));
    asDocumented(await assign(me, "/me", [{ skuId: visio.id, disabledPlans: [] }], []), ADA);
    asDocumented(await assign(me, "/me", [{ skuId: security.id, disabledPlans: [] }], [visio.id]), ADA);
  });

  test("does it for somebody else", async () => {
    const me = await tenant.signedIn(ADA);
    asDocumented(await assign(me, `/users/${MIA}`, [{ skuId: visio.id, disabledPlans: [] }], []), MIA);
  });

  test("is refused without the role, and without the scope", async () => {
    const denied = [403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."];
    const add = [{ skuId: visio.id, disabledPlans: [] }];
    await refused(async () => assign(await tenant.signedIn(MIA), "/me", add, []), ...denied);
    await refused(async () => assign(await tenant.signedIn(ADA, "openid"), "/me", add, []), ...denied);
    assert.ok(!(await has(MIA)).has(visio.id));
  });
});

describe("what can not be done is said in the service's words", () => {
  const bad = [400, "Request_BadRequest"];

  test("both lists must be there, and one of them not empty", async () => {
    const missing = (name) =>
      `One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: ${name}.`;
    const post = (body) => () => application.api(`/users/${MIA}/assignLicense`).post(body);
    await refused(post({ removeLicenses: [] }), ...bad, missing("addLicenses"));
    await refused(post({ addLicenses: [] }), ...bad, missing("removeLicenses"));
    await refused(
      post({ addLicenses: [], removeLicenses: [] }),
      ...bad,
      "No license changes provided. At least one license to add or remove must be specified.",
    );
  });

  test("SKUs, plans and people that are not there", async () => {
    const add = (sku, plans = []) => [{ skuId: sku, disabledPlans: plans }];
    const on = (who, adds, removes) => () => assign(application, `/users/${who}`, adds, removes);
    await refused(
      on(MIA, add(NOBODY), []),
      ...bad,
      `License ${NOBODY} does not correspond to a valid company License.`,
    );
    await refused(
      on(MIA, add("visio"), []),
      ...bad,
      "Cannot convert the literal 'visio' to the expected type 'Edm.Guid'.",
    );
    await refused(on(MIA, [], [visio.id]), ...bad, "User does not have a corresponding license.");
    await refused(
      on(LENA, add(visio.id), []),
      ...bad,
      "License assignment cannot be done for user with invalid usage location.",
    );
    await refused(
      on(NOBODY, add(visio.id), []),
      404,
      "Request_ResourceNotFound",
      `Resource '${NOBODY}' does not exist or one of its queried reference-property objects are not present.`,
    );
  });

  test("a licence that comes by a group stays", async () => {
    const { skus } = await tenant.control("skus");
    const e3 = skus.find((sku) => sku.part_number === "SPE_E3").id;
    await refused(
      () => assign(application, `/users/${MIA}`, [], [e3]),
      ...bad,
      "User license is inherited from a group membership and it cannot be removed directly from the user.",
    );
  });
});

test("the client waits as long as it is told to, and tries again by itself", async () => {
  await tenant.control("faults", {
    path_contains: "/assignLicense",
    status: 429,
    code: "TooManyRequests",
    headers: { "Retry-After": "1" },
  });
  const began = performance.now();
  asDocumented(await assign(application, `/users/${MIA}`, [{ skuId: visio.id, disabledPlans: [] }], []), MIA);
  assert.ok(performance.now() - began >= 1000);
});

test("the client's own batches work, with what depends on what", async () => {
  const content = new graph.BatchRequestContent();
  const step = (id, path, dependsOn = []) => ({ id, request: new Request(`http://any/v1.0${path}`), dependsOn });
  content.addRequest(step("person", `/users/${MIA}?$select=id`));
  content.addRequest(step("nobody", `/users/${NOBODY}`, ["person"]));
  content.addRequest(step("after", "/subscribedSkus", ["nobody"]));
  const answer = await application.api("/$batch").post(await content.getContent());
  const responses = new graph.BatchResponseContent(answer);
  const statuses = ["person", "nobody", "after"].map((id) => responses.getResponseById(id).status);
  assert.deepEqual(statuses, [200, 404, 424]);
  assert.equal((await responses.getResponseById("person").json()).id, await objectId());
});

/** 200 with the user: the context of an entity, the default properties and no others. */
function asDocumented(user, upn) {
  assert.equal(user["@odata.context"], `${tenant.url}/v1.0/$metadata#users/$entity`);
  assert.equal(user.userPrincipalName, upn);
  assert.deepEqual(Object.keys(user).sort(), DEFAULT_PROPERTIES);
}
