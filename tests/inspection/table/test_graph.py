"""The graph that Keras keeps, read as calls: nested models, masks, edges."""

from cnn_docs import layer_table
from cnn_docs._keras import load_keras
from cnn_docs.geometry import receptive_field


def test_a_nested_model_is_followed_by_its_layers(build):
    table = layer_table(build("nested"))
    assert [(row.name, row.nested) for row in table] == [
        ("image", False),
        ("conv_1", False),
        ("inner", True),
        ("inner/conv_1", False),
        ("tail", True),
        ("tail/point", False),
        ("flatten", False),
    ]
    assert table["inner"].parameters == table["inner/conv_1"].parameters == (3 * 3 * 4 + 1) * 6
    assert "\n  conv_1 " in str(table)
    assert table["tail/point"].receptive_field == receptive_field([(3, 1, 1), (3, 2, 1), (1, 1, 1)])


def test_the_edges_go_through_branches_and_nested_models(build):
    assert set(layer_table(build("branched")).edges) == {
        ("image", "stem"),
        ("stem", "left"),
        ("stem", "right"),
        ("stem", "add"),
        ("left", "joined"),
        ("right", "joined"),
        ("add", "joined"),
        ("joined", "output"),
    }
    assert set(layer_table(build("nested")).edges) == {
        ("image", "conv_1"),
        ("conv_1", "inner/conv_1"),
        ("inner/conv_1", "tail/point"),
        ("tail/point", "flatten"),
    }
    assert ("stem", "block/conv") in layer_table(build("subclassed")).edges


def test_masks_are_no_rows():
    keras = load_keras()
    layers = keras.layers
    words = keras.Input((12,), dtype="int32", name="words")
    x = layers.Embedding(100, 16, mask_zero=True, name="embedding")(words)
    x = layers.Add(name="sum")([x, layers.MultiHeadAttention(2, 8, name="attention")(x, x)])
    model = keras.Model(words, layers.LSTM(3, name="lstm")(x))
    table = layer_table(model)
    assert [row.name for row in table] == ["words", "embedding", "attention", "sum", "lstm"]
    assert "... = 1,088" in table.to_text(80)
