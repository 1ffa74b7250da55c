// Drives torque-server with the official JavaScript client: keys are made, read, listed and deleted with it, scoped search
// keys are minted with it, and /authorize is asked what they may do. One line a check; exits with 1 if any failed.
//
//   KEYSAFETY_URL=http://127.0.0.1:8108 KEYSAFETY_API_KEY=<bootstrap key> node search-keys.mjs
//
// Leaves no keys behind. Values that the server must not know twice are made at random, so it can run again and again.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Errors } from "typesense";

const url = new URL(required("KEYSAFETY_URL"));
const bootstrapKey = required("KEYSAFETY_API_KEY");
const admin = clientWith(bootstrapKey);
const never = 64723363199; // what a key gets that is created without expires_at: the year 4020
const created = new Set();
let failed = 0;

function required(name) {
  const value = process.env[name];
  if (!value) {
    console.error(`${name} must be set.`);
    process.exit(2);
  }
  return value;
}

function clientWith(apiKey) {
  return new Client({
    nodes: [{ host: url.hostname, port: Number(url.port), protocol: url.protocol.replace(":", "") }],
    apiKey,
    connectionTimeoutSeconds: 5,
    numRetries: 0,
    logLevel: "silent",
  });
}

async function check(name, run) {
  try {
    await run();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}: ${error.message}`);
  }
}

async function createKey(fields) {
  const key = await admin.keys().create(fields);
  created.add(key.id);
  return key;
}

async function deleteKey(id) {
  const answer = await admin.keys(id).delete();
  created.delete(id);
  return answer;
}

function searchKey(collections, more = {}) {
  return createKey({ description: "Search-only key.", actions: ["documents:search"], collections, ...more });
}

const randomValue = () => randomBytes(16).toString("hex");
const now = () => Math.floor(Date.now() / 1000);

/** The status of /authorize for a search in a collection, and the headers that it answers with. */
async function authorize(key, collection, action = "documents:search") {
  const query = new URLSearchParams({ action, ...(collection && { collection }) });
  const response = await fetch(new URL(`/authorize?${query}`, url), { headers: { "X-TYPESENSE-API-KEY": key } });
  await response.arrayBuffer();
  return response;
}

async function assertStatus(expected, key, collection, action) {
  assert.equal((await authorize(key, collection, action)).status, expected, `${action ?? "search"} in ${collection}`);
}

async function assertRejects(promise, type, status, message) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof type, `${error.constructor.name} (${error.message}) instead of ${type.name}`);
    assert.equal(error.httpStatus, status);
    assert.ok(error.message.endsWith(`Server said: ${message}`), error.message);
    return true;
  });
}

const forbidden = "Forbidden - a valid `x-typesense-api-key` header must be sent.";
const scoped = (parent, parameters) => admin.keys().generateScopedSearchKey(parent, parameters);

// The server itself

await check("health is exactly { ok: true }, with a wrong key too", async () => {
  assert.deepEqual(await admin.health.retrieve(), { ok: true });
  assert.deepEqual(await clientWith(randomValue()).health.retrieve(), { ok: true });
});

await check("debug says state and version", async () => {
  const debug = await admin.debug.retrieve();
  assert.equal(debug.state, 1);
  assert.match(debug.version, /^\d+\.\d+/);
});

await check("metrics are numbers written as text", async () => {
  const metrics = await admin.metrics.retrieve();
  assert.ok(Object.keys(metrics).length > 0);
  for (const [name, value] of Object.entries(metrics)) assert.match(value, /^\d+(\.\d+)?$/, name);
});

await check("stats count requests", async () => {
  const stats = await admin.stats.retrieve();
  assert.equal(typeof stats.total_requests_per_second, "number");
  assert.equal(typeof stats.latency_ms, "object");
  assert.equal(typeof stats.requests_per_second, "object");
});

// Creating

await check("create answers every field, and the whole value", async () => {
  const key = await searchKey(["companies"]);
  assert.equal(typeof key.id, "number");
  assert.match(key.value, /^[0-9A-Za-z]{32,}$/);
  const { actions, autodelete, collections, description, expires_at } = key;
  assert.deepEqual(
    { actions, autodelete, collections, description, expires_at },
    {
      actions: ["documents:search"],
      autodelete: false,
      collections: ["companies"],
      description: "Search-only key.",
      expires_at: never,
    },
  );
  assert.ok(!("value_prefix" in key));
});

await check("create takes value, expires_at and autodelete, and ignores value_prefix", async () => {
  const value = randomValue();
  const expiresAt = now() + 3600;
  const key = await searchKey(["companies"], { value, value_prefix: "none", expires_at: expiresAt, autodelete: true });
  assert.equal(key.value, value);
  assert.equal(key.expires_at, expiresAt);
  assert.equal(key.autodelete, true);
  assert.equal((await admin.keys(key.id).retrieve()).value_prefix, value.slice(0, 4));
});

await check("ids count up and do not come back", async () => {
  const first = await searchKey(["*"]);
  await deleteKey(first.id);
  const second = await searchKey(["*"]);
  assert.ok(second.id > first.id);
});

await check("a value that exists, and the bootstrap key, are ObjectAlreadyExists", async () => {
  const value = randomValue();
  await searchKey(["*"], { value });
  const conflict = "API key generation conflict.";
  await assertRejects(searchKey(["*"], { value }), Errors.ObjectAlreadyExists, 409, conflict);
  await assertRejects(searchKey(["*"], { value: bootstrapKey }), Errors.ObjectAlreadyExists, 409, conflict);
});

await check("a body that is not right is RequestMalformed", async () => {
  const right = { description: "x", actions: ["*"], collections: ["*"] };
  const wrong = [
    [{ description: undefined }, "Could not find a `description` key."],
    [{ actions: undefined }, "Could not find a `actions` key."],
    [{ collections: undefined }, "Could not find a `collections` key."],
    [{ value: 7 }, "Key value must be a string."],
    [{ description: 7 }, "Key description must be a string."],
    [{ actions: [] }, "Wrong format for `actions`. It should be an array of string."],
    [{ collections: "companies" }, "Wrong format for `collections`. It should be an array of string."],
    [{ expires_at: "tomorrow" }, "Wrong format for `expires_at`. It should be an unsigned integer."],
    [{ expires_at: -1 }, "Wrong format for `expires_at`. It should be an unsigned integer."],
    [{ autodelete: "yes" }, "Bad request."],
  ];
  for (const [change, message] of wrong)
    await assertRejects(createKey({ ...right, ...change }), Errors.RequestMalformed, 400, message);
});

// Reading and deleting

await check("retrieve shows the prefix of the value and never the value", async () => {
  const { id, value, ...fields } = await searchKey(["companies"]);
  const read = await admin.keys(id).retrieve();
  assert.equal(read.value_prefix, value.slice(0, 4));
  assert.ok(!JSON.stringify(read).includes(value));
  for (const name of ["actions", "autodelete", "collections", "description", "expires_at"])
    assert.deepEqual(read[name], fields[name], name);
});

await check("list holds what retrieve shows, in the text order of ids", async () => {
  for (let i = 0; i < 12; i++) await searchKey(["companies"]);
  const { keys } = await admin.keys().retrieve();
  const ids = keys.map((key) => String(key.id));
  assert.deepEqual(ids, [...ids].sort());
  assert.ok([...created].every((id) => ids.includes(String(id))));
  for (const key of keys) assert.deepEqual(key, await admin.keys(key.id).retrieve());
});

await check("delete answers the id; after that the key is ObjectNotFound and refused", async () => {
  const { id, value } = await searchKey(["companies"]);
  await assertStatus(200, value, "companies");
  assert.deepEqual(await deleteKey(id), { id });
  await assertStatus(401, value, "companies");
  await assertRejects(admin.keys(id).retrieve(), Errors.ObjectNotFound, 404, "Not found.");
  await assertRejects(admin.keys(id).delete(), Errors.ObjectNotFound, 404, "Not found.");
});

await check("no key, a wrong key and a key without the action are RequestUnauthorized", async () => {
  const { value } = await searchKey(["companies"]);
  for (const key of [randomValue(), value]) {
    const client = clientWith(key);
    await assertRejects(client.keys().retrieve(), Errors.RequestUnauthorized, 401, forbidden);
    await assertRejects(
      client.keys().create({ description: "x", actions: ["*"], collections: ["*"] }),
      Errors.RequestUnauthorized,
      401,
      forbidden,
    );
    await assertRejects(client.debug.retrieve(), Errors.RequestUnauthorized, 401, forbidden);
  }
});

await check("a key with keys:* manages keys and nothing else", async () => {
  const { value } = await createKey({ description: "Key admin.", actions: ["keys:*"], collections: ["*"] });
  const client = clientWith(value);
  const made = await client.keys().create({ description: "x", actions: ["documents:get"], collections: ["*"] });
  assert.equal((await client.keys(made.id).retrieve()).description, "x");
  assert.deepEqual(await client.keys(made.id).delete(), { id: made.id });
  await assertRejects(client.metrics.retrieve(), Errors.RequestUnauthorized, 401, forbidden);
});

// What a key may do

await check("a key is bound to its actions and collections", async () => {
  const { id, value } = await searchKey(["companies", "org_.*"]);
  const allowed = await authorize(value, "companies");
  assert.equal(allowed.status, 200);
  assert.equal(allowed.headers.get("x-key-id"), String(id));
  assert.equal(allowed.headers.get("x-key-prefix"), value.slice(0, 4));
  await assertStatus(200, value, "org_7");
  await assertStatus(403, value, "people");
  await assertStatus(403, value, "my_org_7");
  await assertStatus(403, value, "companies", "documents:create");
  await assertStatus(401, randomValue(), "companies");
});

await check("an expired key is refused, and stays in the list", async () => {
  const past = await searchKey(["companies"], { expires_at: now() - 10 });
  await assertStatus(401, past.value, "companies");
  assert.ok((await admin.keys().retrieve()).keys.some((key) => key.id === past.id));

  const soon = await searchKey(["companies"], { expires_at: now() + 2 });
  await assertStatus(200, soon.value, "companies");
  await sleep(3100); // valid through the whole second that expires_at names
  await assertStatus(401, soon.value, "companies");
});

await check("autodelete takes an expired key away", async () => {
  const { id } = await searchKey(["companies"], { expires_at: now() - 10, autodelete: true });
  for (let i = 0; i < 30 && (await admin.keys().retrieve()).keys.some((key) => key.id === id); i++) await sleep(100);
  await assertRejects(admin.keys(id).retrieve(), Errors.ObjectNotFound, 404, "Not found.");
  created.delete(id);
});

// Scoped search keys

await check("a scoped key minted by the client searches where its parent may", async () => {
  const parent = await searchKey(["companies"]);
  const key = scoped(parent.value, { filter_by: "company_id:124" });
  const allowed = await authorize(key, "companies");
  assert.equal(allowed.status, 200);
  assert.equal(allowed.headers.get("x-key-id"), String(parent.id));
  assert.deepEqual(JSON.parse(allowed.headers.get("x-key-embedded-parameters")), { filter_by: "company_id:124" });
  await assertStatus(403, key, "people");
  await assertStatus(403, key, "companies", "documents:get");
});

await check("a scoped key carries any text", async () => {
  const { value } = await searchKey(["*"]);
  for (const filter of ["nn:>5", "nom:=Zoë", "name:=`a, \"b\" & c`", "emoji:=🔑", "tag:?~>"]) {
    const answer = await authorize(scoped(value, { filter_by: filter }), "companies");
    assert.equal(answer.status, 200, filter);
    assert.equal(JSON.parse(answer.headers.get("x-key-embedded-parameters")).filter_by, filter);
  }
});

await check("a scoped key ends with its own expires_at and with its parent's", async () => {
  const { value } = await searchKey(["*"]);
  await assertStatus(200, scoped(value, { expires_at: now() + 60 }), "companies");
  await assertStatus(401, scoped(value, { expires_at: now() - 1 }), "companies");
  const soon = scoped(value, { expires_at: now() + 2 });
  await assertStatus(200, soon, "companies");

  const expired = await searchKey(["*"], { expires_at: now() - 1 });
  await assertStatus(401, scoped(expired.value, { expires_at: never }), "companies");
  await sleep(3100);
  await assertStatus(401, soon, "companies");
});

await check("a scoped key ends with its parent", async () => {
  const parent = await searchKey(["*"]);
  const key = scoped(parent.value, { filter_by: "company_id:124" });
  await assertStatus(200, key, "companies");
  await deleteKey(parent.id);
  await assertStatus(401, key, "companies");
});

await check("parents that share a prefix do not share scoped keys", async () => {
  const prefix = randomBytes(2).toString("hex");
  const first = await searchKey(["companies"], { value: prefix + randomValue() });
  const second = await searchKey(["people"], { value: prefix + randomValue() });
  await assertStatus(200, scoped(first.value, { filter_by: "a:1" }), "companies");
  await assertStatus(403, scoped(first.value, { filter_by: "a:1" }), "people");
  await assertStatus(200, scoped(second.value, { filter_by: "a:1" }), "people");
  await assertStatus(403, scoped(second.value, { filter_by: "a:1" }), "companies");
});

await check("only a key whose one action is documents:search is a parent", async () => {
  for (const actions of [["*"], ["documents:*"], ["documents:search", "documents:get"]]) {
    const { value } = await createKey({ description: "No parent.", actions, collections: ["*"] });
    await assertStatus(401, scoped(value, { filter_by: "a:1" }), "companies");
  }
  await assertStatus(401, scoped(bootstrapKey, { filter_by: "a:1" }), "companies");
});

await check("a scoped key that was tampered with is refused", async () => {
  const { value } = await searchKey(["*"]);
  const raw = Buffer.from(scoped(value, { filter_by: "company_id:124" }), "base64").toString();
  await assertStatus(401, Buffer.from(raw.replace("124", "125")).toString("base64"), "companies");
  await assertStatus(401, Buffer.from(raw.replace('{"', '{ "')).toString("base64"), "companies");
});

await check("keys made here are deleted again", async () => {
  for (const id of [...created]) assert.deepEqual(await deleteKey(id), { id });
});

console.log(failed === 0 ? "All checks passed." : `${failed} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
