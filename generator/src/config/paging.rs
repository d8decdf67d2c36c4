//! `[paging]`: operations whose lists come in pages.

use std::collections::BTreeMap;

use serde::Deserialize;

/// `[paging]`: operations whose lists come in pages.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Paging {
    /// Whether operations are recognized by their parameters and responses.
    pub infer: bool,
    /// OperationIds of operations that look paged and are not.
    pub never: Vec<String>,
    /// How the pages of an operation are walked, by operationId.
    pub operations: BTreeMap<String, PagingRule>,
}

impl Default for Paging {
    fn default() -> Self {
        Self {
            infer: true,
            never: Vec::new(),
            operations: BTreeMap::new(),
        }
    }
}

/// How the pages of an operation are walked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PagingRule {
    /// JSON pointer of the list in a page; optional for a page with a single list.
    pub items: Option<String>,
    /// How the next page is found.
    pub next: NextPage,
}

/// The method that an address is followed by.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
pub enum PageMethod {
    /// GET, without the body of the first request.
    #[serde(rename = "GET")]
    Get,
}

/// How the next page is found. Positions in a page are JSON pointers. Parameters are those of the query, or positions in the JSON
/// body of the request where they begin with `/`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(try_from = "NextPageTable")]
pub enum NextPage {
    /// The page has the address of the next one.
    Uri {
        /// The position of the address.
        uri: String,
        /// The method of the request for it, if that is not the one of the operation.
        method: Option<PageMethod>,
    },
    /// The page has a value that is sent to get the next one.
    Cursor {
        /// The position of the value.
        cursor: String,
        /// The parameter that it is sent in.
        parameter: String,
    },
    /// Pages are numbered.
    Number {
        /// The parameter.
        page: String,
        /// The position of the number of pages; without it, the list ends with an empty page.
        count: Option<String>,
        /// The number of the first page, if the description does not have it.
        first: Option<u64>,
    },
    /// Pages begin at an element.
    Offset {
        /// The parameter.
        offset: String,
        /// The position of the number of elements; without it, the list ends with an empty page.
        total: Option<String>,
    },
    /// The last element of a page has the cursor of the next one.
    Last {
        /// The position of the cursor in the element.
        last: String,
        /// The parameter that it is sent in.
        parameter: String,
        /// The position of `true` in a page with pages after it; without it, the list ends with an empty page.
        more: Option<String>,
    },
    /// The header `Link` has the address of the next page (RFC 8288).
    Link {
        /// Always `true`.
        link: bool,
    },
}

/// The table that a [`NextPage`] is written as. Untagged enums of serde do not say which key is wrong.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct NextPageTable {
    uri: Option<String>,
    method: Option<PageMethod>,
    cursor: Option<String>,
    parameter: Option<String>,
    page: Option<String>,
    count: Option<String>,
    first: Option<u64>,
    last: Option<String>,
    more: Option<String>,
    offset: Option<String>,
    total: Option<String>,
    link: Option<bool>,
}

impl TryFrom<NextPageTable> for NextPage {
    type Error = String;

    fn try_from(mut table: NextPageTable) -> Result<Self, String> {
        let next = table.take()?;
        let rest = [
            ("uri", table.uri.is_some()),
            ("method", table.method.is_some()),
            ("cursor", table.cursor.is_some()),
            ("parameter", table.parameter.is_some()),
            ("page", table.page.is_some()),
            ("count", table.count.is_some()),
            ("first", table.first.is_some()),
            ("last", table.last.is_some()),
            ("more", table.more.is_some()),
            ("offset", table.offset.is_some()),
            ("total", table.total.is_some()),
            ("link", table.link.is_some()),
        ];
        match rest.iter().find(|(_, is_left)| *is_left) {
            None => Ok(next),
            Some((key, _)) => Err(format!(
                "`{key}` cannot stand beside `{}`; these go together: {KINDS}",
                next.key()
            )),
        }
    }
}

/// The keys of each kind of [`NextPage`].
const KINDS: &str = "`uri` (and `method`), `cursor` and `parameter`, `page` (and `count`, `first`), `offset` (and `total`), `last` and `parameter` (and `more`), `link`";

impl NextPageTable {
    /// Takes the keys of one kind.
    fn take(&mut self) -> Result<NextPage, String> {
        if let Some(uri) = self.uri.take() {
            let method = self.method.take();
            return Ok(NextPage::Uri { uri, method });
        }
        if let Some(cursor) = self.cursor.take() {
            let missing = "`cursor` needs `parameter`, the parameter that the value is sent in";
            let parameter = self.parameter.take().ok_or(missing)?;
            return Ok(NextPage::Cursor { cursor, parameter });
        }
        if let Some(page) = self.page.take() {
            let (count, first) = (self.count.take(), self.first.take());
            return Ok(NextPage::Number { page, count, first });
        }
        if let Some(last) = self.last.take() {
            let missing = "`last` needs `parameter`, the parameter that the value is sent in";
            let parameter = self.parameter.take().ok_or(missing)?;
            let more = self.more.take();
            return Ok(NextPage::Last { last, parameter, more });
        }
        if let Some(offset) = self.offset.take() {
            let total = self.total.take();
            return Ok(NextPage::Offset { offset, total });
        }
        match self.link.take() {
            Some(true) => Ok(NextPage::Link { link: true }),
            Some(false) => Err("`link` is always `true`; name the operation in `never` if it has no pages".to_owned()),
            None => Err(format!("how the next page is found is missing; write one of {KINDS}")),
        }
    }
}

impl NextPage {
    /// The key that tells its kind.
    fn key(&self) -> &'static str {
        match self {
            Self::Uri { .. } => "uri",
            Self::Cursor { .. } => "cursor",
            Self::Number { .. } => "page",
            Self::Offset { .. } => "offset",
            Self::Last { .. } => "last",
            Self::Link { .. } => "link",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(next: &str) -> String {
        let error = toml::from_str::<PagingRule>(&format!("next = {next}")).unwrap_err();
        error.message().to_owned()
    }

    #[test]
    fn every_kind_of_next_page_is_read() {
        for (next, key) in [
            ("{uri = '/next'}", "uri"),
            ("{uri = '/next', method = 'GET'}", "uri"),
            ("{cursor = '/next', parameter = 'after'}", "cursor"),
            ("{page = 'page'}", "page"),
            ("{page = 'page', count = '/pages'}", "page"),
            ("{page = '/paging/pageNumber', first = 0}", "page"),
            (
                "{last = '/id', parameter = 'starting_after', more = '/has_more'}",
                "last",
            ),
            ("{offset = 'offset', total = '/total'}", "offset"),
            ("{link = true}", "link"),
        ] {
            let rule: PagingRule = toml::from_str(&format!("next = {next}")).unwrap();
            assert_eq!(rule.next.key(), key);
        }
    }

    #[test]
    fn a_wrong_key_is_named() {
        assert!(refused("{uri = '/next', methd = 'GET'}").starts_with("unknown field `methd`"));
        assert!(refused("{uri = '/next', parameter = 'x'}").starts_with("`parameter` cannot stand beside `uri`"));
        assert!(refused("{link = true, page = 'x', uri = '/x'}").starts_with("`page` cannot stand beside `uri`"));
        assert!(refused("{cursor = '/next'}").starts_with("`cursor` needs `parameter`"));
        assert!(refused("{}").starts_with("how the next page is found is missing"));
        assert!(refused("{count = '/pages'}").starts_with("how the next page is found is missing"));
        assert!(refused("{link = false}").starts_with("`link` is always `true`"));
    }
}
