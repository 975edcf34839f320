"use strict";

// Azurite keeps its tables in memory (LokiJS) and writes all of them out anew every 5 s in which a row changed: the
// larger the store, the more of its time goes there, and above 512 MiB it cannot be written at all. Loaded by
// `node --require`, this gives LokiJS an adapter that appends what changed to a log, twice a second.
//
// A line of the log is what one save had to say, as a whole or, if torn, not at all:
//   [["collection", head], ["put", name, row], ["delete", name, id], ["drop", name], …]

const fs = require("fs");
const path = require("path");
const readline = require("readline");
const Loki = require(require.resolve("lokijs", { paths: [path.dirname(process.argv[1])] }));

const TABLES = "__azurite_db_table__";
const SAVE_EVERY_MS = 500;
const ROWS_PER_LINE = 200;
const LEAST_BEFORE_REWRITE = 64 * 1024 * 1024;

class ChangeLog {
  mode = "incremental";

  constructor(db) {
    this.db = db;
    this.known = new Map();
    this.rewrite = true;
    this.appended = 0;
    this.rewritten = 0;
  }

  /** Hands LokiJS the database as an object or, where Azurite wrote it by itself, as the text of one. */
  loadDatabase(name, done) {
    const found = isLog(name) ? replay(name) : fs.promises.readFile(name, "utf8");
    found.then(done, done);
  }

  /** LokiJS offers a copy of everything; the rows of the changed ids are all that is needed of it. */
  saveDatabase(name, _copy, done) {
    const rewrites = this.rewrite || this.appended > Math.max(LEAST_BEFORE_REWRITE, 2 * this.rewritten);
    const changes = this.takeChanges();
    this.write(name, changes, rewrites).then(
      () => done(null),
      (failure) => {
        // What could not be written may lie half written: the next save writes everything.
        this.rewrite = true;
        this.db.collections.forEach((collection) => (collection.dirty = true));
        done(failure);
      });
  }

  async write(log, changes, rewrites) {
    if (!rewrites) {
      const line = changes.length > 0 ? JSON.stringify(changes) + "\n" : "";
      this.appended += line.length;
      await fs.promises.appendFile(log, line);
      return;
    }

    this.rewritten = writeWhole(log + "~", this.db.collections);
    await fs.promises.rename(log + "~", log);
    this.rewrite = false;
    this.appended = 0;
  }

  takeChanges() {
    const changes = [];
    for (const [name, collection] of this.known) {
      if (this.db.collections.includes(collection))
        continue;
      changes.push(["drop", name]);
      this.known.delete(name);
    }

    for (const collection of this.db.collections) {
      if (!this.known.has(collection.name))
        changes.push(["collection", headOf(collection)]);
      this.known.set(collection.name, collection);
      for (const id of new Set(collection.dirtyIds)) {
        const row = collection.get(id);
        changes.push(row ? ["put", collection.name, row] : ["delete", collection.name, id]);
      }

      collection.dirtyIds = [];
      collection.dirty = false;
    }

    return changes;
  }
}

function isLog(name) {
  const file = fs.openSync(name);
  try {
    const first = Buffer.alloc(1);
    return fs.readSync(file, first) === 1 && first.toString() === "[";
  } finally {
    fs.closeSync(file);
  }
}

/** The collection without its rows; its indices are made anew when it is loaded. */
function headOf(collection) {
  const empty = Object.keys(collection.binaryIndices).map((key) => [key, { name: key, dirty: false, values: [] }]);
  const head = { ...collection, data: [], idIndex: null, dirtyIds: [], binaryIndices: Object.fromEntries(empty) };
  return JSON.parse(JSON.stringify(head, Loki.prototype.serializeReplacer));
}

/** In one go, so that no change falls in between. Returns how many bytes there are. */
function writeWhole(file, collections) {
  const out = fs.openSync(file, "w");
  try {
    let bytes = 0;
    const put = (records) => (bytes += fs.writeSync(out, JSON.stringify(records) + "\n"));
    for (const collection of collections) {
      put([["collection", headOf(collection)]]);
      for (let at = 0; at < collection.data.length; at += ROWS_PER_LINE)
        put(collection.data.slice(at, at + ROWS_PER_LINE).map((row) => ["put", collection.name, row]));
    }

    return bytes;
  } finally {
    fs.closeSync(out);
  }
}

async function replay(log) {
  const collections = new Map();
  const apply = {
    collection: (head) => collections.set(head.name, { head, rows: new Map() }),
    put: (name, row) => collections.get(name).rows.set(row.$loki, row),
    delete: (name, id) => collections.get(name).rows.delete(id),
    drop: (name) => collections.delete(name),
  };
  let torn = 0, number = 0;
  for await (const line of readline.createInterface({ input: fs.createReadStream(log), crlfDelay: Infinity })) {
    number++;
    if (torn > 0)
      throw new Error(`${log} is damaged in line ${torn}. Put a copy of it back, or move it away to begin with empty tables.`);
    const records = parsed(line);
    if (records === null) {
      torn = number;
      continue;
    }

    for (const [what, ...values] of records)
      apply[what](...values);
  }

  // A version below 1.5 makes LokiJS build the indices.
  return { databaseVersion: 1.4, collections: [...collections.values()].map(loaded) };
}

function loaded({ head, rows }) {
  const data = [...rows.values()].sort((one, other) => one.$loki - other.$loki);
  return { ...head, data, maxId: Math.max(head.maxId, data.at(-1)?.$loki ?? 0) };
}

/** Null for the torn line that a killed process leaves at the end. */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const configure = Loki.prototype.configureOptions;
Loki.prototype.configureOptions = function (options, initial) {
  const isTables = options?.persistenceMethod === "fs" && path.basename(this.filename).startsWith(TABLES);
  const own = isTables ? { ...options, adapter: new ChangeLog(this), autosaveInterval: SAVE_EVERY_MS } : options;
  return configure.call(this, own, initial);
};
