// Asks a server by nothing but its OpenAPI document, with clients from npm: openapi-client-axios makes the requests, openapi-backend says
// whether requests and answers are what the document promises.
//
//   node openapi-client.mjs NODE_MODULES SERVER KEY <calls.json >answers.json
//
// Calls are [{"operation": "Campaigns_Get", "parameters": {"id": "a"}, "body": null}, ...].
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const [modules, server, key] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { OpenAPIClientAxios } = require('openapi-client-axios');
const { OpenAPIBackend } = require('openapi-backend');

const definition = await (await fetch(new URL('/openapi/v1.json', server))).json();
const backend = new OpenAPIBackend({ definition: structuredClone(definition), strict: true, ajvOpts: { strict: false } });
await backend.init();
const api = new OpenAPIClientAxios({
  definition,
  axiosConfigDefaults: { baseURL: server, headers: { authorization: `Bearer ${key}` }, validateStatus: () => true },
});
const client = await api.init();

// Schemas let through what they do not know, so that they hold for servers of a later version; one of this version says nothing more.
function unknown(data, schema, path) {
  if (schema.allOf) return unknown(data, schema.allOf[0], path);
  if (Array.isArray(data)) return data.flatMap((item, i) => unknown(item, schema.items, `${path}/${i}`));
  if (data === null || typeof data !== 'object' || schema.additionalProperties) return [];
  return Object.entries(data).flatMap(([name, value]) =>
    schema.properties[name] ? unknown(value, schema.properties[name], `${path}/${name}`) : [`${path}/${name} is not in the document`]);
}

const answers = [];
for (const { operation, parameters, body } of JSON.parse(await text(process.stdin))) {
  const request = client.api.getRequestConfigForOperation(operation, [parameters ?? {}, body]);
  const asked = backend.validator.validateRequest(
    { method: request.method, path: request.path, query: request.query, body: body ?? undefined, headers: { 'content-type': 'application/json' } },
    operation);
  const { status, data } = await client[operation](parameters ?? {}, body);
  const answered = backend.validator.validateResponse(data, operation, status);
  const responses = client.api.getOperation(operation).responses;
  const schema = (responses[status] ?? responses.default).content['application/json'].schema;
  answers.push({ operation, status, data, problems: [...(asked.errors ?? []), ...(answered.errors ?? []), ...unknown(data, schema, '')] });
}
console.log(JSON.stringify(answers));
