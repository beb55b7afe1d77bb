//! What holds for all values.

use proptest::prelude::{
    Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::strategy::BoxedStrategy;

use crate::judge::tests::{Known, at, count, facts, lit, matches, mismatch, not, within};
use crate::judge::{misfits, wanted};
use crate::model::{Base, Gap, Matcher, Network, Type, Value};

fn bases() -> impl Strategy<Value = Base> {
    prop_oneof![
        Just(Base::Flag),
        Just(Base::Number),
        Just(Base::Text),
        Just(Base::Word(&["open", "refused"])),
        Just(Base::Address),
        Just(Base::Host),
        Just(Base::Mailbox),
        Just(Base::Record),
    ]
}

fn types() -> impl Strategy<Value = Type> {
    (bases(), any::<bool>()).prop_map(|(base, many)| {
        if many {
            Type::many(base)
        } else {
            Type::one(base)
        }
    })
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Flag),
        any::<i64>().prop_map(Value::Number),
        "[ -~\\r\\n\\t\u{feff}äß@<>.:%0-9]{0,12}".prop_map(Value::Text),
        ".*".prop_map(Value::Text),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop::collection::vec(inner, 0..4).prop_map(Value::List)
    })
}

fn matchers() -> BoxedStrategy<Matcher> {
    let operand = || values().prop_map(lit);
    let leaf = prop_oneof![
        operand().prop_map(Matcher::Equals),
        operand().prop_map(Matcher::OneOf),
        operand().prop_map(Matcher::SameSet),
        operand().prop_map(Matcher::Overlaps),
        operand().prop_map(Matcher::Contains),
        operand().prop_map(Matcher::ContainsAny),
        operand().prop_map(Matcher::SameWord),
        operand().prop_map(Matcher::AtLeast),
        (operand(), operand()).prop_map(|(low, high)| Matcher::Between(low, high)),
        Just(matches("[0-9]+$")),
        Just(within(Network::Private)),
        Just(Matcher::Present),
        Just(Matcher::Absent),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(not),
            inner.clone().prop_map(count),
            inner
                .clone()
                .prop_map(|one| Matcher::Line(Box::new(at(one)))),
            inner
                .clone()
                .prop_map(|one| Matcher::FirstLine(Box::new(at(one)))),
            inner.clone().prop_map(|one| Matcher::Json {
                pointer: at("/0".to_owned()),
                matcher: Box::new(at(one)),
            }),
            prop::collection::vec(inner.clone().prop_map(at), 0..3).prop_map(Matcher::AllOf),
            prop::collection::vec(inner.prop_map(at), 0..3).prop_map(Matcher::AnyOf),
        ]
    })
    .boxed()
}

fn gap(ty: Type, matcher: Matcher, got: Option<Value>) -> Option<Gap> {
    mismatch(ty, matcher, &facts(got), &Known::default()).map(|found| found.gap)
}

proptest! {
    #[test]
    fn nothing_panics(ty in types(), matcher in matchers(), got in prop::option::of(values())) {
        misfits(&at(matcher.clone()), ty, &|_| None);
        wanted::wanted(&matcher, ty.base, &Known::default());
        gap(ty, matcher, got);
    }

    #[test]
    fn a_value_equals_itself(ty in types(), value in values()) {
        prop_assert_eq!(gap(ty, Matcher::Equals(lit(value.clone())), Some(value)), None);
    }

    #[test]
    fn a_list_is_the_same_set_in_any_order(base in bases(), mut items in prop::collection::vec(values(), 0..5)) {
        let ty = Type::many(base);
        let list = Value::List(items.clone());
        items.reverse();
        prop_assert_eq!(gap(ty, Matcher::SameSet(lit(list)), Some(Value::List(items))), None);
    }

    #[test]
    fn never_both_a_matcher_and_its_opposite(ty in types(), matcher in matchers(), got in prop::option::of(values())) {
        let both = gap(ty, matcher.clone(), got.clone()).is_none() && gap(ty, not(matcher), got).is_none();
        prop_assert!(!both);
    }

    #[test]
    fn lines_compare_alike_in_every_dress(lines in prop::collection::vec("[a-z ]{0,5}[a-z]", 0..5)) {
        let plain = lines.join("\n");
        let dressed = format!("\u{feff}{} \r\n\r\n", lines.join(" \t\r\n"));
        prop_assert_eq!(gap(Type::one(Base::Text), Matcher::Equals(lit(plain)), Some(dressed.into())), None);
    }

    #[test]
    fn an_address_is_in_each_of_its_networks(bits: u128, length in 0u8..=128) {
        let address = std::net::Ipv6Addr::from_bits(bits);
        let network = within(Network::Cidr { address: address.into(), length });
        let ty = Type::one(Base::Address);
        // A mapped address is judged as the IPv4 address that it is.
        if address.to_ipv4_mapped().is_none() {
            prop_assert_eq!(gap(ty, network, Some(address.to_string().into())), None);
        }
    }
}
