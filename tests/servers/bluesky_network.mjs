// A network of the AT Protocol in one process, of Bluesky's own programs (npm: @atproto/dev-env): directory, personal data
// server, application view. Direct messages have no open service; a small one stands in behind the official lexicons.
// Arguments: the folder with node_modules. Environment: PORTS (six numbers), DB_POSTGRES_URL, DB_POSTGRES_SCHEMA, REDIS_HOST.
import { createServer as webServer } from 'node:http'
import { createRequire } from 'node:module'
import net from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const modules = createRequire(join(process.argv[2], 'start.js'))
const load = (name) => import(pathToFileURL(modules.resolve(name)).href)
const [plc, pds, view, labels, intro, talk] = process.env.PORTS.split(',').map(Number)

// The programs listen on every address of the machine; this keeps them on loopback.
const plain = net.Server.prototype.listen
net.Server.prototype.listen = function (where, ...rest) {
  const port = typeof where === 'object' ? where.port : where
  return plain.call(this, { port: Number(port), host: '127.0.0.1' }, rest.find((each) => typeof each === 'function'))
}

const { TestNetwork } = await load('@atproto/dev-env')
const network = await TestNetwork.create({
  plc: { port: plc },
  pds: { port: pds, hostname: 'localhost', enableDidDocWithSession: true },
  bsky: { port: view, dbPostgresSchema: process.env.DB_POSTGRES_SCHEMA, publicUrl: `http://localhost:${view}` },
  ozone: { port: labels, chatUrl: `http://localhost:${talk}`, chatDid: 'did:example:chat' },
  introspect: { port: intro },
})

const CHAT = 'did:web:api.bsky.chat'
const resolver = network.pds.ctx.idResolver.did
const outer = resolver.resolveNoCache.bind(resolver)
const here = { id: CHAT, service: [{ id: '#bsky_chat', type: 'BskyChatService', serviceEndpoint: `http://localhost:${talk}` }] }
resolver.resolveNoCache = async (did) => (did === CHAT ? here : outer(did))

const { schemas } = await load('@atproto/api')
const { createServer, verifyJwt, InvalidRequestError } = await load('@atproto/xrpc-server')
const { TID } = await load('@atproto/common')
const DEFS = 'chat.bsky.convo.defs#'
const talks = new Map() // id -> { id, rev, people }
const events = [] // everything that happened, oldest first; messages are read out of it

async function auth({ req }) {
  const token = (req.headers.authorization ?? '').split(' ')[1]
  const method = new URL(req.originalUrl, 'http://localhost').pathname.split('/').at(-1)
  const { iss } = await verifyJwt(token, CHAT, method, (did) => network.bsky.ctx.idResolver.did.resolveAtprotoKey(did))
  return { credentials: { did: iss } }
}
const person = async (did) => ({ did, handle: (await network.pds.ctx.accountManager.getAccount(did)).handle })
const messages = (id) => {
  const gone = new Set(events.filter((e) => e.$type.endsWith('DeleteMessage')).map((e) => e.message.id))
  return events.filter((e) => e.convoId === id && e.$type.endsWith('CreateMessage') && !gone.has(e.message.id)).map((e) => e.message)
}
const shown = async (t) => ({ id: t.id, rev: t.rev, members: await Promise.all(t.people.map(person)), muted: false, unreadCount: 0 })
const found = (id, did) => {
  const t = talks.get(id)
  if (!t?.people.includes(did)) throw new InvalidRequestError('Convo not found', 'InvalidConvo')
  return t
}
const note = (t, kind, message) => {
  t.rev = TID.nextStr()
  events.push({ $type: `${DEFS}log${kind}`, rev: t.rev, convoId: t.id, ...(message ? { message } : {}) })
}
const page = (all, limit, cursor, mark) => {
  const rest = all.filter((each) => !cursor || mark(each) < cursor)
  const part = rest.slice(-limit).reverse()
  return [part, part.length < rest.length ? { cursor: mark(part.at(-1)) } : {}]
}
const methods = {
  async getConvoForMembers({ params, did }) {
    const people = [...new Set([did, ...params.members])].sort()
    let t = [...talks.values()].find((each) => each.people.join() === people.join())
    if (!t) {
      t = { id: TID.nextStr(), people }
      talks.set(t.id, t)
      note(t, 'BeginConvo')
    }
    return { convo: await shown(t) }
  },
  getConvo: async ({ params, did }) => ({ convo: await shown(found(params.convoId, did)) }),
  async listConvos({ params, did }) {
    const own = [...talks.values()].filter((t) => t.people.includes(did)).sort((a, b) => (a.rev < b.rev ? -1 : 1))
    const [part, cursor] = page(own, params.limit, params.cursor, (t) => t.rev)
    return { convos: await Promise.all(part.map(shown)), ...cursor }
  },
  getMessages({ params, did }) {
    found(params.convoId, did)
    const [part, cursor] = page(messages(params.convoId), params.limit, params.cursor, (m) => m.rev)
    return { messages: part, ...cursor }
  },
  sendMessage({ input, did }) {
    const t = found(input.convoId, did)
    const message = { $type: `${DEFS}messageView`, id: TID.nextStr(), rev: TID.nextStr(), ...input.message, sender: { did } }
    note(t, 'CreateMessage', { ...message, sentAt: new Date().toISOString() })
    return events.at(-1).message
  },
  deleteMessageForSelf({ input, did }) {
    const t = found(input.convoId, did)
    const { facets: _, text: __, ...rest } = messages(t.id).find((m) => m.id === input.messageId)
    note(t, 'DeleteMessage', { ...rest, $type: `${DEFS}deletedMessageView` })
    return events.at(-1).message
  },
  getLog({ params, did }) {
    const logs = events.filter((e) => talks.get(e.convoId).people.includes(did) && (!params.cursor || e.rev > params.cursor))
    return { logs, ...(logs.length ? { cursor: logs.at(-1).rev } : {}) }
  },
}
const service = createServer(schemas, { validateResponse: true })
for (const [name, answer] of Object.entries(methods)) {
  service.method(`chat.bsky.convo.${name}`, {
    auth,
    handler: async ({ params, input, auth }) => ({
      encoding: 'application/json',
      body: await answer({ params, input: input?.body, did: auth.credentials.did }),
    }),
  })
}
webServer(service.router).listen(talk)

console.log('ready')
process.on('SIGTERM', () => {
  network.close().catch(() => {}).finally(() => process.exit(0))
  setTimeout(() => process.exit(0), 5000).unref()
})
