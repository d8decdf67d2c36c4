//! `[select]`: what is generated of a description, and what is said of a pattern.

mod support;

use generator::config::Config;
use generator::diagnostic::Code;
use generator::ir::{Type, TypeKind, dump};
use generator::spec::Source;
use generator::{generate, select};

const FIXTURE: &str = include_str!("fixtures/select.yaml");

fn config(select: &str) -> Config {
    toml::from_str(&support::unindent(select)).unwrap()
}

/// The ids of what is selected.
fn operations(select: &str) -> Vec<String> {
    let (_, api, _) = support::lower_text(FIXTURE, &config(select));
    api.operations
        .into_iter()
        .filter_map(|operation| operation.id)
        .collect()
}

#[test]
fn operations_are_told_by_tag_path_and_id_and_left_out_by_the_same() {
    assert_eq!(operations("").len(), 5);
    assert_eq!(
        operations("[select]\ntags = ['Dogs', 'Admin']"),
        ["deleteCollar", "getDogs"]
    );
    assert_eq!(
        operations("[select]\npaths = ['/cats*']"),
        ["getCats", "getCollar", "deleteCollar"]
    );
    assert_eq!(
        operations("[select]\npaths = ['/cats/{id}/*']\noperations = ['getDog?']").len(),
        3
    );
    assert_eq!(operations("[select.exclude]\ntags = ['Cats']"), ["getDogs", "postPet"]);
    assert_eq!(
        operations("[select]\ntags = ['Cats']\nexclude = {operations = ['delete*']}"),
        ["getCats", "getCollar"]
    );
}

#[test]
fn only_what_is_reached_is_made() {
    let select = "[select]\npaths = ['/cats*']\noperations = ['postPet']\nexclude = {tags = ['Admin']}";
    let (_, api, found) = support::lower_text(FIXTURE, &config(select));
    let shown = dump::dump(&api) + &support::findings(&found);
    let expected = "
        api \"select\" 1
        server https://select.example
        scheme \"key\" api key in header X-Key
        GET /cats getCats [Cats]
          200 \"Cats.\"
            application/json json: [Cat]
          security key()
        GET /cats/{id}/collar getCollar [Cats]
          path id!: string
          200 \"What stands inside of a cat.\"
            application/json json: Cat/collar
          security key()
        POST /pets postPet []
          body
            application/json json: Pet
          204 \"Done.\"
          security key()
        struct Cat
          colour: Colour
          collar: Cat/collar
          best: Cat
        enum Colour \"red\" \"grey\"
        struct Pet
          chip: string
        struct Cat/collar
          size: i64
        ";
    assert_eq!(shown, support::unindent(expected));
}

#[test]
fn a_slice_has_the_names_of_the_whole() {
    let whole = support::lower_text(FIXTURE, &Config::default()).1;
    let slice = support::lower_text(FIXTURE, &config("[select]\noperations = ['getCollar']")).1;
    let Some(Type::Named(id)) = slice.operations[0].responses[0]
        .content
        .first()
        .map(|content| &content.ty)
    else {
        panic!("{slice:#?}");
    };
    let def = slice.type_def(*id).unwrap();
    assert!(matches!(def.kind, TypeKind::Struct(_)));
    let same = whole.types.iter().find(|other| other.origin == def.origin).unwrap();
    assert_eq!(same.name, def.name);
    assert!(
        def.parent.is_some(),
        "it stands in the file of the type that it is written in"
    );
}

#[test]
fn a_pattern_that_matches_nothing_is_refused_with_what_it_may_mean() {
    let select = "
        [select]
        tags = ['Cast', 'Horses']
        paths = ['/cat*', '/dgos*']
        [select.exclude]
        operations = ['getcats']
        ";
    let files = support::Text(FIXTURE.to_owned());
    let source = Source {
        root: "main.yaml",
        files: &files,
    };
    let generation = generate(&source, &config(select));
    assert!(generation.output.is_none());
    let found = generation.diagnostics.iter();
    let found: Vec<_> = found.filter(|found| found.code == Code::UnmatchedSelection).collect();
    let said: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "`Cast` in `tags` of `[select]` matches nothing in `main.yaml`",
            "`Horses` in `tags` of `[select]` matches nothing in `main.yaml`",
            "`/dgos*` in `paths` of `[select]` matches nothing in `main.yaml`",
            "`getcats` in `operations` of `[select.exclude]` matches nothing in `main.yaml`",
        ]
    );
    let help: Vec<&str> = found.iter().map(|found| found.help.as_str()).collect();
    assert_eq!(help[0], "did you mean `Cats`?");
    assert_eq!(help[1], Code::UnmatchedSelection.advice());
    assert_eq!(help[2], "did you mean `/dogs`?");
    assert_eq!(help[3], "did you mean `getCats`?");
}

#[test]
fn the_operations_of_a_slice_can_be_found_in_the_document() {
    let (documents, ..) = support::lower_text(FIXTURE, &Config::default());
    let config = config("[select]\ntags = ['Admin', 'Dogs']");
    let selection = select::select(&documents, &config, &mut Default::default()).unwrap();
    let places = selection
        .operations
        .iter()
        .map(|operation| operation.at.pointer.to_string());
    assert_eq!(
        places.collect::<Vec<_>>(),
        ["/paths/~1cats~1{id}~1collar/delete", "/paths/~1dogs/get"]
    );
}

#[test]
fn operations_that_the_configuration_names_are_there() {
    let files = support::Text(FIXTURE.to_owned());
    let source = Source {
        root: "main.yaml",
        files: &files,
    };
    let codes = |text: &str| -> Vec<_> {
        let found = generate(&source, &config(text)).diagnostics.into_iter();
        let found = found.filter(|diagnostic| diagnostic.code == Code::UnknownOperation);
        found.map(|diagnostic| (diagnostic.message, diagnostic.help)).collect()
    };
    assert!(codes("[retries]\nnever = ['getCats']").is_empty());
    assert!(codes("[select]\ntags = ['Dogs']\n[retries]\nnever = ['getCats']").is_empty());
    let paged = codes("[paging.operations.getCats]\nitems = '/x'\nnext = {uri = '/next'}\n[paging]\nnever = ['x']");
    assert_eq!(paged.len(), 1, "{paged:?}");
    let found = codes("[retries]\nnever = ['getCat']");
    assert_eq!(
        found[0].0,
        "`never` of `[retries]` names `getCat`, but no operation in `main.yaml` has that operationId"
    );
    assert_eq!(found[0].1, "did you mean `getCats`?");
}

/// Jobs are looked at with what their start has: another parameter would have no value.
#[test]
fn the_path_of_a_look_at_a_job_is_known_from_its_start() {
    const JOBS: &str = "
openapi: 3.0.3
info: {title: Jobs, version: '1'}
paths:
  /teams/{team}/jobs:
    post:
      operationId: start
      parameters: [{name: team, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: Begun., content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}}
  /teams/{team}/jobs/{job}:
    get:
      operationId: look
      parameters:
        - {name: team, in: path, required: true, schema: {type: string}}
        - {name: job, in: path, required: true, schema: {type: string}}
      responses: {'200': {description: A job., content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}}
  /users/{user}/jobs/{job}:
    get:
      operationId: elsewhere
      parameters:
        - {name: user, in: path, required: true, schema: {type: string}}
        - {name: job, in: path, required: true, schema: {type: string}}
      responses: {'200': {description: A job., content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}}
components: {schemas: {Job: {type: object, properties: {id: {type: string}, state: {type: string}}}}}
";
    let files = support::Text(JOBS.to_owned());
    let source = Source {
        root: "main.yaml",
        files: &files,
    };
    let found = |poll: &str, parameter: &str| -> Vec<String> {
        let job = "id = '/id'\nstate = '/state'\nover = ['DONE']";
        let text = format!("[jobs.start]\npoll = '{poll}'\nparameter = '{parameter}'\n{job}");
        let found = generate(&source, &config(&text)).diagnostics.into_iter();
        let found = found.filter(|diagnostic| diagnostic.code == Code::Config);
        found.map(|diagnostic| diagnostic.message).collect()
    };
    assert!(found("look", "job").is_empty(), "{:?}", found("look", "job"));
    for (poll, parameter) in [("elsewhere", "job"), ("look", "nothing"), ("start", "job")] {
        let messages = found(poll, parameter);
        assert!(
            messages.len() == 1 && messages[0].contains("cannot be polled"),
            "{messages:?}"
        );
    }
}

#[test]
fn additional_operations_are_selected_by_themselves() {
    let description = "
        openapi: 3.2.0
        paths:
          /a:
            additionalOperations:
              COPY: {operationId: copyA, responses: {'204': {description: d}}}
              MOVE: {operationId: moveA, responses: {'204': {description: d}}}
            query: {operationId: queryA, responses: {'204': {description: d}}}
          /b:
            additionalOperations:
              COPY: {operationId: copyB, responses: {'204': {description: d}}}
        ";
    let operations = |select: &str| -> Vec<String> {
        let (_, api, _) = support::lower_text(description, &config(select));
        api.operations
            .into_iter()
            .filter_map(|operation| operation.id)
            .collect()
    };
    assert_eq!(operations(""), ["copyA", "moveA", "queryA", "copyB"]);
    assert_eq!(operations("[select]\noperations = ['copy*']"), ["copyA", "copyB"]);
    assert_eq!(
        operations("[select]\npaths = ['/a']\nexclude = {operations = ['moveA']}"),
        ["copyA", "queryA"]
    );
}
