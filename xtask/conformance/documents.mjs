// Writes what a run of `cargo xtask conformance` reads, below documents/: an OpenAPI document of each specification of the
// suite in each dialect (DIALECT/ID[.VERSION].json), and what each scenario expects and sends (scenarios.json).
import { NodeHost, compile } from "@typespec/compiler";
import { loadScenarioMockApis } from "./node_modules/@typespec/spector/dist/src/scenarios-resolver.js";
import { cpSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

const here = import.meta.dirname;
const specs = join(here, "node_modules/@typespec/http-specs/specs");
const mended = join(here, "mended");
const emitted = join(here, "emitted");
const unfinished = join(here, "documents.new");

function mend(file, from, to) {
  const text = readFileSync(file, "utf8");
  if (!text.includes(from) && !text.includes(to)) throw new Error(`${file} does not contain ${from}`);
  writeFileSync(file, text.replaceAll(from, to));
}

// The suite's modules are found from the copy, because it lies below the same folder.
function prepare() {
  // The emitter looks parameters up in a plain object, and fails on one that is named `constructor`.
  const plainObject = "parameters: {}, responses: {} };";
  const emitter = join(here, "node_modules/@typespec/openapi3/dist/src/examples.js");
  mend(emitter, plainObject, plainObject.replace("{}", "Object.create(null)"));
  for (const folder of [mended, emitted, unfinished]) rmSync(folder, { recursive: true, force: true });
  cpSync(specs, mended, { recursive: true });
  // OpenAPI has no range of statuses but 4XX: 494-499 becomes 4XX, as the operation has no other.
  mend(join(mended, "response/status-code-range/main.tsp"), "@minValue(494)", "@minValue(400)");
  // OpenAPI allows no query in a path: it is left out here, and the key of the path gets it back when documents are merged.
  mend(join(mended, "routes/main.tsp"), "?fixed=true{&param", "{?param");
}

async function emit(main) {
  const id = relative(mended, dirname(main)).split(sep).join("_");
  const folder = join(emitted, id);
  const program = await compile(NodeHost, main, {
    emit: ["@typespec/openapi3"],
    outputDir: folder,
    options: {
      "@typespec/openapi3": {
        "file-type": "json",
        "openapi-versions": ["3.0.0", "3.1.0", "3.2.0"],
        "emitter-output-dir": folder,
        "output-file": "{service-name-if-multiple}{version}/{openapi-version}.json",
      },
    },
  });
  const errors = program.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length > 0) throw new Error(`${id}: ${errors.map((error) => error.message).join("; ")}`);
  for (const file of globSync("**/*.json", { cwd: folder })) {
    const [dialect, ...version] = file.split(sep).slice(0, -1);
    const target = join(unfinished, dialect.replace(/\.0$/, ""), [id, ...version].join("."));
    mkdirSync(dirname(target), { recursive: true });
    renameSync(join(folder, file), `${target}.json`);
  }
}

// Values that the mock server resolves with its address are resolved with this word.
const config = { baseUrl: "BASE_URL" };

function plain(value) {
  const resolved = (_, one) => {
    if (typeof one?.resolve === "function") return one.resolve(config);
    return typeof one?.serialize === "function" ? one.serialize(config) : one;
  };
  return JSON.parse(JSON.stringify(value ?? {}, resolved));
}

const bytes = (content) => [...Buffer.from(content)];

function body(given) {
  if (given === undefined) return undefined;
  if ("kind" in given) {
    const file = ({ fieldname, originalname, mimetype, buffer }) => ({
      name: fieldname,
      file_name: originalname,
      media_type: mimetype,
      content: bytes(buffer),
    });
    return { media_type: "multipart/form-data", parts: plain(given.parts), files: (given.files ?? []).map(file) };
  }
  const raw = given.rawContent;
  if (raw === undefined) return undefined;
  const content = typeof raw === "string" || Buffer.isBuffer(raw) ? raw : raw.serialize(config);
  return { media_type: given.contentType, content: bytes(content) };
}

function api({ method, uri, request, response }) {
  const { query, headers, status } = request ?? {};
  return {
    method,
    uri,
    query: plain(query),
    headers: plain(headers),
    status: status ?? response.status,
    body: body(request?.body),
    response: body(response.body),
  };
}

prepare();
for (const main of globSync("**/main.tsp", { cwd: mended }).sort()) await emit(join(mended, main));
console.log = console.info = console.error;
const scenarios = {};
for (const [name, scenario] of Object.entries(await loadScenarioMockApis(specs)).sort()) {
  // Some scenarios want one request made several times, which the server tells apart by keys.
  const requests = scenario.apis.map(api);
  const [last] = requests.slice(-1);
  if (scenario.keys) last.times = scenario.keys.length - requests.length + 1;
  scenarios[name] = requests;
}
writeFileSync(join(unfinished, "scenarios.json"), JSON.stringify(scenarios, null, 1));
rmSync(resolve(here, "documents"), { recursive: true, force: true });
renameSync(unfinished, resolve(here, "documents"));
for (const folder of [mended, emitted]) rmSync(folder, { recursive: true, force: true });
