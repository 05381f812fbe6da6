//! What the shop sells.

use serde::Serialize;

use crate::money::Cents;

/// One teapot of the catalogue.
#[derive(Clone, Debug, Serialize)]
pub struct Teapot {
    pub slug: &'static str,
    pub name: &'static str,
    pub material: &'static str,
    pub price: Cents,
    /// Price as it is shown, e.g. `€34.00`.
    pub price_text: String,
    pub millilitres: u32,
    /// Mean of the stars given, in tenths: 46 is 4.6.
    pub stars: u32,
    /// CSS colour of the picture.
    pub colour: &'static str,
    /// `round`, `tall` or `low`: which picture.
    pub shape: &'static str,
    pub in_stock: bool,
}

/// Teapots on one page of the catalogue.
pub const PAGE: usize = 8;

type Row = (&'static str, &'static str, &'static str, u64, u32, u32, &'static str, &'static str);

const ROWS: [Row; 30] = [
    ("brown-betty", "Brown Betty", "Stoneware", 3400, 1100, 48, "#6b3f2a", "round"),
    ("morning-robin", "Morning Robin", "Porcelain", 5200, 900, 45, "#c2553d", "round"),
    ("iron-crane", "Iron Crane", "Cast iron", 8900, 800, 47, "#3d4249", "low"),
    ("willow-pattern", "Willow Pattern", "Porcelain", 4600, 1000, 44, "#3f6ea8", "tall"),
    ("moss-garden", "Moss Garden", "Stoneware", 5900, 650, 46, "#5d7b4a", "low"),
    ("clear-sky", "Clear Sky", "Glass", 2900, 1200, 41, "#8fb8cc", "round"),
    ("little-fox", "Little Fox", "Earthenware", 2400, 450, 43, "#cf7a36", "round"),
    ("snow-hare", "Snow Hare", "Porcelain", 6400, 700, 49, "#d9d4c7", "tall"),
    ("copper-moon", "Copper Moon", "Copper", 11900, 1300, 42, "#b5683a", "tall"),
    ("blue-hour", "Blue Hour", "Stoneware", 4800, 950, 45, "#2f4470", "round"),
    ("plum-rain", "Plum Rain", "Yixing clay", 7600, 220, 48, "#6a3552", "low"),
    ("sunday-best", "Sunday Best", "Bone china", 9800, 1100, 46, "#e0b9ba", "tall"),
    ("garden-party", "Garden Party", "Bone china", 8200, 1500, 40, "#89a86b", "tall"),
    ("night-ferry", "Night Ferry", "Enamel", 3100, 1400, 39, "#22345a", "round"),
    ("lemon-grove", "Lemon Grove", "Earthenware", 2700, 850, 42, "#d9b23c", "round"),
    ("stone-bridge", "Stone Bridge", "Stoneware", 5400, 1000, 44, "#85807a", "low"),
    ("red-lantern", "Red Lantern", "Yixing clay", 6900, 180, 47, "#a2352c", "low"),
    ("first-frost", "First Frost", "Glass", 3300, 600, 43, "#a9c3c9", "tall"),
    ("old-harbour", "Old Harbour", "Enamel", 2800, 1600, 38, "#42707a", "round"),
    ("peony-court", "Peony Court", "Porcelain", 7200, 800, 46, "#d28a9d", "round"),
    ("dark-forest", "Dark Forest", "Cast iron", 9400, 1100, 45, "#2e4638", "low"),
    ("tiny-whale", "Tiny Whale", "Earthenware", 2200, 350, 49, "#4d7fa3", "low"),
    ("amber-field", "Amber Field", "Stoneware", 4300, 900, 41, "#c08a3e", "round"),
    ("quiet-room", "Quiet Room", "Porcelain", 5700, 500, 47, "#b9b4aa", "tall"),
    ("two-sparrows", "Two Sparrows", "Earthenware", 3600, 700, 44, "#8a6a4f", "round"),
    ("high-tide", "High Tide", "Stoneware", 5000, 1200, 43, "#2f7f83", "tall"),
    ("rose-kettle", "Rose Kettle", "Copper", 12900, 1700, 40, "#c4806b", "tall"),
    ("ink-stone", "Ink Stone", "Yixing clay", 8400, 160, 48, "#37343a", "low"),
    ("field-kitchen", "Field Kitchen", "Enamel", 1900, 2000, 37, "#77824f", "round"),
    ("last-light", "Last Light", "Glass", 3900, 750, 45, "#d79a6a", "round"),
];

/// Every teapot, in the order the shop is proud of.
pub fn all() -> Vec<Teapot> {
    let teapot = |&(slug, name, material, price, millilitres, stars, colour, shape): &Row| Teapot {
        slug,
        name,
        material,
        price: Cents(price),
        price_text: Cents(price).to_string(),
        millilitres,
        stars,
        colour,
        shape,
        in_stock: slug != "garden-party",
    };
    ROWS.iter().map(teapot).collect()
}

pub fn find(slug: &str) -> Option<Teapot> {
    all().into_iter().find(|teapot| teapot.slug == slug)
}

/// One page of a search.
#[derive(Debug, Serialize)]
pub struct Found {
    pub total: usize,
    /// From 1.
    pub page: usize,
    pub pages: usize,
    pub teapots: Vec<Teapot>,
}

/// Teapots whose name or material contains `words`, sorted (`featured`, `price`, `-price`, `name`, `stars`; anything else
/// is `featured`). A page past the end is the last one.
pub fn search(words: &str, sort: &str, page: usize) -> Found {
    let words = words.trim().to_lowercase();
    let matches = |teapot: &Teapot| format!("{} {}", teapot.name, teapot.material).to_lowercase().contains(&words);
    let mut teapots: Vec<Teapot> = all().into_iter().filter(matches).collect();
    match sort {
        "price" => teapots.sort_by_key(|teapot| teapot.price),
        "-price" => teapots.sort_by_key(|teapot| std::cmp::Reverse(teapot.price)),
        "name" => teapots.sort_by_key(|teapot| teapot.name),
        "stars" => teapots.sort_by_key(|teapot| std::cmp::Reverse(teapot.stars)),
        _ => {}
    }
    let total = teapots.len();
    let pages = total.div_ceil(PAGE).max(1);
    let page = page.clamp(1, pages);
    let teapots = teapots.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
    Found { total, page, pages, teapots }
}
