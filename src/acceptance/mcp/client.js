// The official MCP client against the gateway's own MCP server. Prints what it has learnt as one JSON object.
// The environment says where things are: CARAVAN_MCP_URL and CARAVAN_KEY.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const transport = new StreamableHTTPClientTransport(new URL(process.env.CARAVAN_MCP_URL), {
  requestInit: { headers: { Authorization: `Bearer ${process.env.CARAVAN_KEY}` } },
});
const client = new Client({ name: 'acceptance', version: '1' });
await client.connect(transport);

const { tools } = await client.listTools();
const call = async (name, args) => {
  try {
    return await client.callTool({ name, arguments: args });
  } catch (error) {
    return { thrown: error.message, code: error.code };
  }
};
const learnt = {
  server: client.getServerVersion(),
  tools: tools.map((tool) => tool.name),
  sum: await call('every__get-sum', { a: 2, b: 3 }),
  structured: await call('every__get-structured-content', { location: 'Chicago' }),
  image: await call('every__get-tiny-image', {}),
  environment: await call('every__get-env', {}),
  file: await call('files__read_text_file', { path: process.env.CARAVAN_FILE }),
  wrong: await call('every__get-sum', { a: 'two' }),
  unknown: await call('every__nothing', {}),
  endpoint: await call('explain', { input: 'Hello' }),
  refused: await call('weather', { days: 3 }),
};
await client.ping();
await client.close();
console.log(JSON.stringify(learnt));
