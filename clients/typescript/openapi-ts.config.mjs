// read by ops/generate-clients, which names input and output
export default {
  input: process.env.OPENAPI,
  output: { path: process.env.OUT, importFileExtension: '.js' },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
}
