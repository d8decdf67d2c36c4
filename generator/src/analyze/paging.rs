//! Operations that answer a list in pages: as configured, or recognized by what they take and what they answer.
//!
//! Nothing is recognized by an answer alone: an operation that takes no parameter to ask for another page has none, whatever
//! its answer says.

use std::sync::Arc;

use crate::config::{Config, NextPage, PagingRule};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{
    Api, ContentKind, Field, IntegerFormat, Operation, Param, ParamLocation, Response, StatusSpec, Type, TypeKind,
};

use super::unaliased;

/// How an operation's pages are walked.
#[derive(Clone, Debug, PartialEq)]
pub struct Paging {
    /// Where the list stands in a page: a JSON pointer.
    pub items: String,
    /// The type of an element.
    pub item: Type,
    /// How the next page is found.
    pub next: NextPage,
}

/// The paging of each operation that has one.
pub fn paging(api: &Api, config: &Config) -> Vec<Option<Paging>> {
    api.operations
        .iter()
        .map(|operation| of_operation(api, config, operation))
        .collect()
}

/// Reports operations of `[paging.operations]` whose response has no list.
pub(super) fn report(api: &Api, config: &Config, paging: &[Option<Paging>], diagnostics: &mut Diagnostics) {
    for (operation, _) in api.operations.iter().zip(paging).filter(|(_, paging)| paging.is_none()) {
        let id = operation.id.as_deref().unwrap_or_default();
        if config.paging.operations.contains_key(id) && !config.paging.never.iter().any(|never| never == id) {
            let message =
                format!("the response of `{id}` has no list at the position that `[paging.operations]` names");
            let found = config.diagnostic(Code::Config, &["paging", "operations", id, "items"], message);
            diagnostics.push(found.help("set `items` to the JSON pointer of a list in the successful JSON response"));
        }
    }
}

fn of_operation(api: &Api, config: &Config, operation: &Operation) -> Option<Paging> {
    let id = operation.id.as_deref().unwrap_or_default();
    let rule = config.paging.operations.get(id);
    let is_left_out = rule.is_none() && !config.paging.infer || config.paging.never.iter().any(|never| never == id);
    if is_left_out {
        return None;
    }
    let response = good(operation)?;
    let page = &response
        .content
        .iter()
        .find(|content| content.kind == ContentKind::Json)?
        .ty;
    let Some(PagingRule { items, next }) = rule else {
        if let Some(next) = recognized(api, operation, response, page) {
            let (items, item) = items(api, page)?;
            return Some(Paging { items, item, next });
        }
        return in_body(api, operation, page);
    };
    let (items, item) = match items {
        Some(pointer) => (pointer.clone(), element(api, at(api, page, pointer)?)?),
        None => self::items(api, page)?,
    };
    let mut next = next.clone();
    if let NextPage::Number { page, first, .. } = &mut next {
        *first = first.or_else(|| first_number(operation, page));
    }
    Some(Paging { items, item, next })
}

/// The number of the first page, as the parameter has it: its default, or a limit of 0.
fn first_number(operation: &Operation, name: &str) -> Option<u64> {
    let param = operation.params.iter().find(|param| param.name == name)?;
    let default = param.default.as_deref().and_then(serde_json::Value::as_u64);
    let least = param.constraints.as_deref().and_then(|limits| limits.minimum.as_ref());
    let begins_at_zero = || {
        least
            .filter(|(limit, excluded)| limit.as_f64() == Some(0.0) && !excluded)
            .map(|_| 0)
    };
    default.or_else(begins_at_zero)
}

/// The good answer, where there is one only.
fn good(operation: &Operation) -> Option<&Response> {
    let is_good = |response: &&Response| matches!(response.status, StatusSpec::Code(200..300) | StatusSpec::Range(2));
    let mut good = operation.responses.iter().filter(is_good);
    good.next().filter(|_| good.next().is_none())
}

/// A name without what styles of writing differ in.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|char| char.is_ascii_alphanumeric());
    letters.map(|char| char.to_ascii_lowercase()).collect()
}

fn fields<'a>(api: &'a Api, ty: &'a Type) -> &'a [Field] {
    let Type::Named(id) = unaliased(api, ty).non_null() else {
        return &[];
    };
    match api.type_def(*id).map(|def| &def.kind) {
        Some(TypeKind::Struct(object)) => &object.fields,
        _ => &[],
    }
}

fn element(api: &Api, ty: &Type) -> Option<Type> {
    match unaliased(api, ty).non_null() {
        Type::Array(item) => Some((**item).clone()),
        _ => None,
    }
}

/// The type at a place of plain members.
fn at<'a>(api: &'a Api, ty: &'a Type, pointer: &str) -> Option<&'a Type> {
    let mut current = ty;
    for name in pointer.split('/').skip(1) {
        current = &fields(api, current).iter().find(|field| *field.wire == *name)?.ty;
    }
    Some(current)
}

/// Names of lists, the plainest first.
const LISTS: &[&str] = &[
    "entities",
    "items",
    "data",
    "results",
    "values",
    "records",
    "resources",
    "elements",
    "rows",
];

/// Where the list of a page stands: the page itself, the member called like a list, or the only one that is one.
fn items(api: &Api, page: &Type) -> Option<(String, Type)> {
    if let Some(item) = element(api, page) {
        return Some((String::new(), item));
    }
    let lists = fields(api, page)
        .iter()
        .filter_map(|field| Some((field, element(api, &field.ty)?)));
    let lists: Vec<(&Field, Type)> = lists.collect();
    let called = LISTS
        .iter()
        .find_map(|name| lists.iter().find(|(field, _)| plain(&field.wire) == *name));
    let (field, item) = match (called, lists.as_slice()) {
        (Some(found), _) | (None, [found]) => found,
        _ => return None,
    };
    Some((pointer(&[&field.wire]), item.clone()))
}

fn pointer(names: &[&str]) -> String {
    let escaped = names
        .iter()
        .map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1")));
    escaped.collect()
}

/// The members of a page that may say how it goes on, with their places: its own and those of objects in it.
fn members<'a>(api: &'a Api, page: &'a Type) -> Vec<(String, &'a Field)> {
    let mut all = Vec::new();
    for field in fields(api, page) {
        all.push((pointer(&[&field.wire]), field));
        for inner in fields(api, &field.ty) {
            all.push((pointer(&[&field.wire, &inner.wire]), inner));
        }
    }
    all
}

fn is_number(api: &Api, ty: &Type) -> bool {
    let ty = unaliased(api, ty).non_null();
    matches!(
        ty,
        Type::Integer(IntegerFormat::I32 | IntegerFormat::I64 | IntegerFormat::U32 | IntegerFormat::U64)
            | Type::Number(_)
    )
}

fn is_text(api: &Api, ty: &Type) -> bool {
    matches!(unaliased(api, ty).non_null(), Type::String(_))
}

fn is_flag(api: &Api, ty: &Type) -> bool {
    matches!(unaliased(api, ty).non_null(), Type::Boolean)
}

/// Pages that are requested by the id of the last element of the page before.
fn after_last(api: &Api, page: &Type, parameter: String, more: String) -> Option<NextPage> {
    let (_, item) = items(api, page)?;
    let is_id = |field: &&Field| &*field.wire == "id" && is_text(api, &field.ty);
    fields(api, &item).iter().find(is_id)?;
    Some(NextPage::Last {
        last: "/id".to_owned(),
        parameter,
        more: Some(more),
    })
}

/// Pages that are numbered in the body of the request: at its top, or in an object of it that is about nothing else.
fn in_body(api: &Api, operation: &Operation, page: &Type) -> Option<Paging> {
    let content = operation.body.as_ref()?.content.first()?;
    if content.kind != ContentKind::Json {
        return None;
    }
    let is_page = |field: &&Field| PAGES.contains(&&*plain(&field.wire)) && is_number(api, &field.ty);
    let own = fields(api, &content.ty);
    let top = own.iter().find(is_page).map(|field| (pointer(&[&field.wire]), field));
    let (position, field) = top.or_else(|| {
        own.iter().find_map(|field| {
            let inner = fields(api, &field.ty);
            let is_about_pages = inner.iter().all(|one| {
                let name = plain(&one.wire);
                PAGES.contains(&&*name) || SIZES.contains(&&*name)
            });
            let found = inner.iter().find(is_page).filter(|_| is_about_pages)?;
            Some((pointer(&[&field.wire, &found.wire]), found))
        })
    })?;
    let members = members(api, page);
    let count = members
        .iter()
        .find(|(_, field)| PAGE_COUNTS.contains(&&*plain(&field.wire)) && is_number(api, &field.ty));
    let list = items(api, page).or_else(|| {
        let mut lists = fields(api, page)
            .iter()
            .filter_map(|field| Some((pointer(&[&field.wire]), element(api, &field.ty)?)));
        lists.next()
    });
    let (items, item) = list?;
    let first = field.default.as_deref().and_then(serde_json::Value::as_u64);
    Some(Paging {
        items,
        item,
        next: NextPage::Number {
            page: position,
            count: count.map(|(position, _)| position.clone()),
            first,
        },
    })
}

const PAGES: &[&str] = &["pagenumber", "page", "pageno"];
const PAGE_COUNTS: &[&str] = &["pagecount", "totalpages", "numpages", "pagestotal"];
const OFFSETS: &[&str] = &["offset", "skip", "startindex"];
const TOTALS: &[&str] = &["total", "totalcount", "totalresults", "totalitems", "totalsize"];
const ADDRESSES: &[&str] = &[
    "nexturi",
    "nexturl",
    "nextlink",
    "nexthref",
    "nextpageurl",
    "nextpageuri",
];
const SIZES: &[&str] = &["pagesize", "perpage", "limit", "maxresults", "maxitems"];

/// Parameters that take the id of the last element, and what pages call that there are more.
const AFTER_LAST: &[&str] = &["startingafter", "afterid"];
const MORE: &[&str] = &["hasmore"];

/// A parameter for a cursor, and what answers call the cursor that goes into it.
const CURSORS: &[(&str, &[&str])] = &[
    ("cursor", &["nextcursor", "cursor"]),
    ("after", &["nextcursor", "after"]),
    ("pagetoken", &["nextpagetoken", "nextpage"]),
    ("nextpagetoken", &["nextpagetoken"]),
    ("nexttoken", &["nexttoken"]),
    ("continuationtoken", &["nextcontinuationtoken", "continuationtoken"]),
    ("continue", &["continue"]),
    ("marker", &["nextmarker"]),
];

/// How the next page is found, by the shapes that services share. A number goes first, as nothing can lead it astray.
fn recognized(api: &Api, operation: &Operation, response: &Response, page: &Type) -> Option<NextPage> {
    let query = |names: &[&str], fits: fn(&Api, &Type) -> bool| {
        let is_one = |param: &&Arc<Param>| {
            param.location == ParamLocation::Query && names.contains(&&*plain(&param.name)) && fits(api, &param.ty)
        };
        operation.params.iter().find(is_one).map(|param| param.name.clone())
    };
    let members = members(api, page);
    let member = |names: &[&str], fits: fn(&Api, &Type) -> bool| {
        let find = |name: &&str| {
            members
                .iter()
                .find(|(_, field)| plain(&field.wire) == **name && fits(api, &field.ty))
        };
        names.iter().find_map(&find).map(|(place, _)| place.clone())
    };
    if let (Some(page), Some(count)) = (query(PAGES, is_number), member(PAGE_COUNTS, is_number)) {
        return Some(NextPage::Number {
            first: first_number(operation, &page),
            page,
            count: Some(count),
        });
    }
    for (name, answers) in CURSORS {
        if let (Some(parameter), Some(cursor)) = (query(&[name], is_text), member(answers, is_text)) {
            return Some(NextPage::Cursor { cursor, parameter });
        }
    }
    if let (Some(parameter), Some(more)) = (query(AFTER_LAST, is_text), member(MORE, is_flag)) {
        return after_last(api, page, parameter, more);
    }
    let any = |_: &Api, _: &Type| true;
    let asks = [PAGES, OFFSETS, SIZES].iter().any(|names| query(names, any).is_some())
        || CURSORS.iter().any(|(name, _)| query(&[name], any).is_some());
    if !asks {
        return None;
    }
    if let Some(uri) = member(ADDRESSES, is_text) {
        return Some(NextPage::Uri { uri, method: None });
    }
    if response
        .headers
        .iter()
        .any(|header| header.name.eq_ignore_ascii_case("link"))
    {
        return Some(NextPage::Link { link: true });
    }
    let (offset, total) = (query(OFFSETS, is_number)?, member(TOTALS, is_number)?);
    Some(NextPage::Offset {
        offset,
        total: Some(total),
    })
}
