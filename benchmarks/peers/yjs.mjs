// The same work as the benchmarks' `peers` command gives StoreHub, on Yjs. One JSON object on stdout.
//   node --expose-gc yjs.mjs TRACE [--rounds N] [--writes N] [--seconds N]
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '1' },
    writes: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '300' },
  },
})
if (positionals.length !== 1 || typeof gc !== 'function') {
  console.error('usage: node --expose-gc yjs.mjs TRACE [--rounds N] [--writes N] [--seconds N]')
  process.exit(2)
}

// a document as an array of one-character strings is what StoreHub holds; Y.Text is Yjs's own way to hold text
const kinds = {
  array: {
    open: doc => doc.getArray('text'),
    insert: (text, at, characters) => text.insert(at, characters),
    read: text => text.toArray().join(''),
  },
  text: {
    open: doc => doc.getText('text'),
    insert: (text, at, characters) => text.insert(at, characters.join('')),
    read: text => text.toString(),
  },
}

const writers = 8
const users = 100
const keysPerUser = 100

const deadline = performance.now() + Number(values.seconds) * 1000
const { edits, endContent } = readTrace(positionals[0])
const result = {
  node: process.version,
  yjs: createRequire(import.meta.url)('yjs/package.json').version,
  edits: edits.length,
  array: { localMs: [], emittingMs: [], remoteMs: [], heldBytes: [] },
  text: { localMs: [], emittingMs: [], remoteMs: [], heldBytes: [] },
  lateJoin: { writes: Number(values.writes), bytes: 0, applyMs: [] },
}
const latest = overwritten(result.lateJoin.writes)
result.lateJoin.bytes = latest.length
// the first round warms up
for (let round = 0; round <= Number(values.rounds); round++) {
  if (round > 1 && performance.now() > deadline) break
  for (const [name, kind] of Object.entries(kinds)) record(round, result[name], measure(kind))
  record(round, result.lateJoin, { applyMs: time(() => join(latest)) })
}

console.log(JSON.stringify(result))

function measure(kind) {
  const before = heldBytes()
  const doc = new Y.Doc()
  const localMs = time(() => write(kind, doc))
  const held = heldBytes() - before
  requireText(kind, doc)
  const updates = []
  const emitter = new Y.Doc()
  emitter.on('update', update => updates.push(update))
  const emittingMs = time(() => write(kind, emitter))
  const replica = new Y.Doc()
  const remoteMs = time(() => {
    for (const update of updates) Y.applyUpdate(replica, update)
  })
  requireText(kind, replica)
  return { localMs, emittingMs, remoteMs, heldBytes: held }
}

function write(kind, doc) {
  const text = kind.open(doc)
  for (const [at, deleted, inserted] of edits) {
    if (deleted > 0 && inserted.length > 0) {
      doc.transact(() => {
        text.delete(at, deleted)
        kind.insert(text, at, inserted)
      })
    } else if (deleted > 0) {
      text.delete(at, deleted)
    } else {
      kind.insert(text, at, inserted)
    }
  }
}

// the writers take turns on one replica, each under its own name: what they leave is what replicas that always hear of each other leave
function overwritten(writes) {
  const doc = new Y.Doc()
  const names = Array.from({ length: writers }, (_, writer) => writer + 1)
  doc.clientID = names[0]
  const maps = Array.from({ length: users }, (_, user) => doc.getMap('user').set(`u${user}`, new Y.Map()))
  for (const map of maps) for (let key = 0; key < keysPerUser; key++) map.set(`k${key}`, 0)
  const random = randomFrom(1)
  for (let i = 0; i < writes; i++) {
    doc.clientID = names[random(writers)]
    maps[random(users)].set(`k${random(keysPerUser)}`, i)
  }
  return Y.encodeStateAsUpdate(doc)
}

function join(update) {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  const { size } = doc.getMap('user').get('u99')
  if (size !== keysPerUser) throw new Error(`A user of the joined document has ${size} keys, not ${keysPerUser}.`)
}

function readTrace(path) {
  const packed = readFileSync(path)
  const trace = JSON.parse(packed[0] === 0x1f ? gunzipSync(packed) : packed)
  if (trace.kind === 'concurrent') throw new Error(`${path} is concurrent: its positions mean something in its authors' replicas only.`)
  const edits = trace.txns.flatMap(txn => txn.patches).map(([at, deleted, inserted]) => [at, deleted, Array.from(inserted)])
  if (trace.startContent) edits.unshift([0, 0, Array.from(trace.startContent)])
  return { edits, endContent: trace.endContent }
}

function requireText(kind, doc) {
  if (kind.read(kind.open(doc)) !== endContent) throw new Error('The text is not the one that the trace ends with.')
}

function record(round, into, figures) {
  if (round === 0) return
  for (const [name, figure] of Object.entries(figures)) into[name].push(figure)
}

function time(work) {
  gc()
  const began = performance.now()
  work()
  return performance.now() - began
}

function heldBytes() {
  gc()
  gc()
  return process.memoryUsage().heapUsed
}

function randomFrom(seed) {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 4294967296) * below)
  }
}
