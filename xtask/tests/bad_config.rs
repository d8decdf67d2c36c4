//! Every diagnostic about `codegen.toml` shows the file, the line and what to do.

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{code, printed, run};
use tempfile::TempDir;

const SPEC: &str = "
openapi: 3.0.3
info: {title: Jobs, version: '1'}
paths:
  /jobs:
    post:
      operationId: startJob
      tags: [Jobs]
      responses: {'200': {description: Begun., content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}}
  /jobs/{job}:
    get:
      operationId: getJob
      tags: [Jobs]
      parameters: [{name: job, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: A job., content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}}
components: {schemas: {Job: {type: object, properties: {id: {type: string}, state: {type: string}}}}}
";

/// A configuration, the position of its fault, the code, and the beginnings of message and help.
struct Case {
    config: &'static str,
    at: (u64, u64),
    code: &'static str,
    message: &'static str,
    help: &'static str,
}

const CASES: &[Case] = &[
    Case {
        config: "[retries]\nnever = [\n  'startJob',\n  'getJbo',\n]\n",
        at: (4, 3),
        code: "unknown-operation",
        message: "`never` of `[retries]` names `getJbo`, but no operation in `jobs.yaml` has that operationId",
        help: "did you mean `getJob`?",
    },
    Case {
        config: "[paging]\ninfer = true\nnever = ['florp']\n",
        at: (3, 10),
        code: "unknown-operation",
        message: "`never` of `[paging]` names `florp`, but no operation in `jobs.yaml` has that operationId",
        help: "correct the operationId in codegen.toml, or remove it",
    },
    Case {
        config: "# Lists.\n\n[paging.operations.getJobs]\nnext = {link = true}\n",
        at: (3, 20),
        code: "unknown-operation",
        message: "`[paging.operations]` names `getJobs`",
        help: "did you mean `getJob`?",
    },
    Case {
        config: "[paging.operations]\ngetJob = {items = '/florp', next = {link = true}}\n",
        at: (2, 19),
        code: "config",
        message: "the response of `getJob` has no list",
        help: "set `items` to the JSON pointer of a list",
    },
    Case {
        config: "[paging.operations.getJob]\nnext = {uri = '/next', methd = 'GET'}\n",
        at: (2, 24),
        code: "config",
        message: "unknown field `methd`",
        help: "did you mean `method`? Known here: uri, method",
    },
    Case {
        config: "[paging.operations.getJob]\nnext = {cursor = '/next'}\n",
        at: (2, 8),
        code: "config",
        message: "`cursor` needs `parameter`",
        help: "correct it; the comments in spec/codegen.toml explain each setting",
    },
    Case {
        config: "[jobs.startJbo]\npoll = 'getJob'\nid = '/id'\nparameter = 'job'\nstate = '/state'\nover = ['DONE']\n",
        at: (1, 7),
        code: "unknown-operation",
        message: "`[jobs]` names `startJbo`",
        help: "did you mean `startJob`?",
    },
    Case {
        config: "[jobs.startJob]\npoll = 'getjbo'\nid = '/id'\nparameter = 'job'\nstate = '/state'\nover = ['DONE']\n",
        at: (2, 8),
        code: "unknown-operation",
        message: "`poll` of `[jobs]` names `getjbo`",
        help: "did you mean `getJob`?",
    },
    Case {
        config: "[jobs.startJob]\npoll = 'getJob'\nid = '/id'\nparameter = 'jbo'\nstate = '/state'\nover = ['DONE']\n",
        at: (4, 13),
        code: "config",
        message: "`getJob` has no path parameter `jbo`",
        help: "did you mean `job`?",
    },
    Case {
        config: "[select]\npaths = ['/jobs*', '/jbos*']\n",
        at: (2, 20),
        code: "unmatched-selection",
        message: "`/jbos*` in `paths` of `[select]` matches nothing in `jobs.yaml`",
        help: "did you mean `/jobs`?",
    },
    Case {
        config: "[select.exclude]\ntags = ['Florp']\n",
        at: (2, 9),
        code: "unmatched-selection",
        message: "`Florp` in `tags` of `[select.exclude]` matches nothing in `jobs.yaml`",
        help: "correct the pattern in codegen.toml, or remove it",
    },
    Case {
        config: "[package]\nversion = '1.0.0'\nname = '1 job'\n",
        at: (3, 8),
        code: "config",
        message: "`1 job` cannot be the name of a package",
        help: "use letters, digits, `-` and `_`",
    },
    Case {
        config: "[package]\nversion = 'one'\n",
        at: (2, 11),
        code: "config",
        message: "unexpected character 'o'",
        help: "correct it",
    },
    Case {
        config: "[select\n",
        at: (1, 8),
        code: "config",
        message: "",
        help: "correct it",
    },
];

#[test]
fn each_diagnostic_about_the_configuration_shows_its_line() {
    let folder = TempDir::new().unwrap();
    let mut failures = Vec::new();
    for case in CASES {
        let problem = problem(folder.path(), case);
        failures.extend(problem.map(|problem| format!("{}\n{problem}\n", case.config)));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn problem(folder: &Path, case: &Case) -> Option<String> {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (spec, config, out) = (path("jobs.yaml"), path("codegen.toml"), path("out"));
    fs::write(&spec, SPEC).unwrap();
    fs::write(&config, case.config).unwrap();
    let arguments = ["codegen", "--spec", &spec, "--config", &config, "--out", &out];
    let json = run(&[&arguments[..], &["--format", "json"]].concat());
    let text = printed(&run(&arguments));
    if code(&json) != 1 || folder.join("out").exists() {
        return Some(format!("it is not refused:\n{text}"));
    }
    let report: Value = serde_json::from_slice(&json.stdout).unwrap();
    let all = report["diagnostics"].as_array().unwrap();
    let Some(found) = all.iter().find(|found| found["severity"] == "error") else {
        return Some(format!("no error in {all:?}"));
    };
    let (line, column) = case.at;
    let is_right = found["code"] == case.code
        && found["file"] == config.as_str()
        && (found["line"].as_u64(), found["column"].as_u64()) == (Some(line), Some(column))
        && found["message"].as_str().unwrap().starts_with(case.message)
        && found["help"].as_str().unwrap().starts_with(case.help);
    let source = case.config.lines().nth(line as usize - 1).unwrap();
    let is_shown = text.contains(&format!("codegen.toml:{line}:{column}]")) && text.contains(source);
    (!is_right || !is_shown).then(|| format!("{found:#}\n{text}"))
}

/// Other commands read the same file.
#[test]
fn diff_and_slice_show_the_line_too() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (spec, config) = (path("jobs.yaml"), path("codegen.toml"));
    fs::write(&spec, SPEC).unwrap();
    fs::write(&config, "[select]\ntags = ['Jbos']\n").unwrap();
    for arguments in [
        ["slice", &spec, "--config", &config].as_slice(),
        &["diff", &spec, &spec, "--config", &config],
    ] {
        let output = run(arguments);
        let text = printed(&output);
        assert_eq!(code(&output), 1, "{arguments:?}: {text}");
        for part in ["codegen.toml:2:9]", "tags = ['Jbos']", "did you mean `Jobs`?"] {
            assert!(text.contains(part), "{arguments:?}: {part} is not in\n{text}");
        }
    }
}

#[test]
fn a_name_that_no_package_can_have_is_wrong_usage() {
    let output = run(&["codegen", "--name", "1 job"]);
    assert_eq!(code(&output), 2);
    assert!(
        printed(&output).contains("a package name has letters"),
        "{}",
        printed(&output)
    );
}

/// The whole list of operationIds is searched.
#[test]
fn the_last_of_many_operations_is_suggested() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mut text = String::from("openapi: 3.0.3\ninfo: {title: Many, version: '1'}\npaths:\n");
    for number in 0..6000 {
        text.push_str(&format!(
            "  /things/{number}: {{get: {{operationId: getThing{number}, responses: {{'204': {{description: Done.}}}}}}}}\n"
        ));
    }
    text.push_str("  /z: {get: {operationId: listConversations, responses: {'204': {description: Done.}}}}\n");
    fs::write(path("many.yaml"), text).unwrap();
    fs::write(path("codegen.toml"), "[retries]\nnever = ['listConversatoins']\n").unwrap();
    let (spec, config, out) = (path("many.yaml"), path("codegen.toml"), path("out"));
    let output = run(&["codegen", "--spec", &spec, "--config", &config, "--out", &out]);
    assert_eq!(code(&output), 1);
    let text = printed(&output);
    assert!(text.contains("did you mean `listConversations`?"), "{text}");
}
