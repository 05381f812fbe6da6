export * from './generated/index.js'
export { client } from './generated/client.gen.js'
export { createClient } from './generated/client/index.js'
export { follow, StreamError, type FollowOptions } from './stream.js'
