//! What every call has besides its own parameters.

/// Implements a call: `call!(GetThing, Thing, response::json)` is a struct with a member `request`, the type that it
/// gives, and how that is read from the answer. A reader after `open` is given an answer whose body is still to come.
#[allow(unused_macros)]
macro_rules! call {
    ($name:ident, $output:ty, open $read:expr) => {
        impl $name {
            /// Sends the request and gives the answer with its status and headers. Its body is still to come.
            pub async fn send(self) -> Result<$crate::runtime::Response<$output>, $crate::runtime::Error> {
                $read(self.request.open().await?).await
            }
        }

        $crate::runtime::call!(@all $name, $output);
    };
    ($name:ident, $output:ty, $read:expr) => {
        impl $name {
            /// Sends the request and gives the answer with its status and headers.
            pub async fn send(self) -> Result<$crate::runtime::Response<$output>, $crate::runtime::Error> {
                $read(self.request.execute().await?)
            }
        }

        $crate::runtime::call!(@all $name, $output);
    };
    (@all $name:ident, $output:ty) => {
        impl $name {
            /// Adds a header to this request, or replaces one that the client sends otherwise.
            pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
                self.request.extra_header(name.as_ref(), value.as_ref());
                self
            }

            /// Adds a parameter to the query of this request, besides those of the operation.
            pub fn query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
                self.request.extra_query(name.as_ref(), value.as_ref());
                self
            }

            /// Sends this request to another address than that of the client, or of the operation.
            pub fn base_url(mut self, url: impl AsRef<str>) -> Self {
                self.request.base_url(url.as_ref());
                self
            }

            /// Limits the time of this call, in place of the client's own limit: until the answer is there as a whole, or
            /// until it begins where it is given while it arrives.
            pub fn timeout(mut self, limit: std::time::Duration) -> Self {
                self.request.timeout(limit);
                self
            }

            /// Sends the request and gives the answer with its body as it came.
            pub async fn send_raw(
                self,
            ) -> Result<$crate::runtime::Response<$crate::runtime::Bytes>, $crate::runtime::Error> {
                $crate::runtime::response::bytes(self.request.execute().await?)
            }
        }

        impl std::future::IntoFuture for $name {
            type Output = Result<$output, $crate::runtime::Error>;
            type IntoFuture = $crate::runtime::BoxFuture<Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move { Ok(self.send().await?.into_value()) })
            }
        }
    };
}

#[allow(unused_imports)] // An API without operations has no calls.
pub(crate) use call;
