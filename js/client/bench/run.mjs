// What reading, writing and joining cost, next to other libraries in the same run.
import { deepStrictEqual } from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { virtualFrame, yjs } from "./others.mjs";
import { storeHub } from "./storehub.mjs";
import { empty, expected, writesOver } from "./workload.mjs";

const usage = `npm run bench -- [--rounds N] [--writes N] [--keys N] [--history N] [--json FILE]

Gives StoreHub, @virtual-frame/store and Yjs the same work in turn, and prints the median processor time of each, the least and
the most, and what part of the time of StoreHub, without a hub and with one, it is. Every final state is compared with what it must be.

  local write + read   each write a transaction, read back at once
  in-order apply       the operations of another replica, one by one, each read at once
  late join            all that a newcomer gets is decoded and loaded, and every key is read

  --rounds N   how often, after one to warm up (default 5)
  --writes N   writes to make and to apply (default 10000)
  --keys N     keys, in 100 objects (default 10000)
  --history N  writes that were made before somebody joins late (default 30000)
  --json FILE  writes all figures there, too`;

function options() {
  try {
    const { values } = parseArgs({
      options: Object.fromEntries(["rounds", "writes", "keys", "history", "json"].map((name) => [name, { type: "string" }]).concat([["help", { type: "boolean", short: "h" }]])),
    });
    const number = (name, missing) => {
      const value = Number(values[name] ?? missing);
      if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} is a whole number from 1`);
      return value;
    };
    return { help: values.help, json: values.json, rounds: number("rounds", 5), writes: number("writes", 10_000), keys: number("keys", 10_000), history: number("history", 30_000) };
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
// pinned there, exactly
const { devDependencies: versions } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** The processor time of an action, in milliseconds, and what it gives. What else the machine does meanwhile does not count. */
async function timed(action) {
  globalThis.gc?.();
  const start = process.cpuUsage();
  const result = await action();
  const { user, system } = process.cpuUsage(start);
  return [(user + system) / 1000, result];
}

function check(library, store, state) {
  deepStrictEqual(library.plain(store), state, `${library.name} ended with another state`);
}

const { help, json, rounds, writes: count, keys, history } = options();
if (help) {
  console.log(usage);
  process.exit(0);
}

const libraries = [...(await storeHub()), virtualFrame, yjs];
const few = writesOver(count, keys);
const many = writesOver(history, keys);
const [fewState, manyState] = [expected(few), expected(many)];
const touched = Object.entries(manyState).flatMap(([object, inner]) => Object.keys(inner).map((key) => [object, key]));

const rows = {
  "local write + read": async (library) => {
    const [time, store] = await timed(() => library.local(few));
    check(library, store, fewState);
    return time / few.length;
  },
  "in-order apply": async (library) => {
    const [time, store] = await timed(() => library.apply(library.recorded, few));
    check(library, store, fewState);
    return time / few.length;
  },
  "late join": async (library) => {
    const [time, store] = await timed(async () => {
      const joined = await library.join(library.packed, many.length + Object.keys(empty()).length);
      const root = library === yjs ? joined.getMap("state") : joined;
      for (const [object, key] of touched) void (library === yjs ? root.get(object).get(key) : root[object][key]);
      return joined;
    });
    check(library, store, manyState);
    return time;
  },
};
const units = { "local write + read": ["µs each", 1000], "in-order apply": ["µs each", 1000], "late join": ["ms", 1] };

for (const library of libraries) {
  library.recorded = library.record(few);
  library.packed = library.pack(library.record(many));
}

const figures = Object.fromEntries(Object.keys(rows).map((row) => [row, Object.fromEntries(libraries.map(({ name }) => [name, []]))]));
for (let round = 0; round <= rounds; round++) {
  for (const [row, measure] of Object.entries(rows)) {
    // in turn, each time another first
    for (let i = 0; i < libraries.length; i++) {
      const library = libraries[(i + round) % libraries.length];
      if (row === "local write + read" && !library.local) continue;
      const time = await measure(library);
      if (round > 0) figures[row][library.name].push(time);
    }
  }
}

console.log(`Node ${process.version}, @virtual-frame/store ${versions["@virtual-frame/store"]}, Yjs ${versions["yjs"]}; ${rounds} rounds; load ${loadavg()[0].toFixed(1)}`);
console.log(`${count} writes over ${keys} keys in 100 objects; late join after ${history} writes\n`);
console.log("| | | median | least – most | × StoreHub | bytes |\n| --- | --- | --- | --- | --- | --- |");
for (const [row, byName] of Object.entries(figures)) {
  const [unit, factor] = units[row];
  const own = libraries.slice(0, 2).map(({ name }) => byName[name]).filter((times) => times.length > 0).map(median);
  for (const library of libraries) {
    const times = byName[library.name];
    if (times.length === 0) continue;
    const show = (time) => (time * factor).toPrecision(3);
    const ratios = own.map((reference) => (median(times) / reference).toFixed(2)).join(" / ");
    console.log(`| ${row}, ${unit} | ${library.name} | ${show(median(times))} | ${show(Math.min(...times))} – ${show(Math.max(...times))} | ${ratios} | ${row === "late join" ? library.packed.length.toLocaleString("en") : ""} |`);
  }
}
if (json) writeFileSync(json, JSON.stringify({ node: process.version, rounds, count, keys, history, load: loadavg(), figures }, null, 2));
