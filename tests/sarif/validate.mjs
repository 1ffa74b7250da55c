// node validate.mjs FILE...: says for each file whether it follows the schema, and where it does not.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Ajv = require('ajv');
const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');

// The schema is of draft 4, whose identifiers ajv 6 reads with these settings.
const ajv = new Ajv({ schemaId: 'auto', allErrors: true, format: 'full' });
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const validate = ajv.compile(schema);

for (const file of process.argv.slice(2)) {
  if (validate(JSON.parse(readFileSync(file, 'utf8')))) {
    console.log(`valid: ${file}`);
    continue;
  }
  for (const error of validate.errors) console.log(`invalid: ${file}: ${error.dataPath} ${error.message}`);
  process.exitCode = 1;
}
