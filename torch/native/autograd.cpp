// Gradients: backward, functions of the managed side's own, and the modes in which nothing is recorded.

#include "bridge.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

using namespace stb;

namespace {

// Called with the node and the gradients of the outputs; fills in those of the inputs. Returns 0, or -1 after writing an error
// message.
using BackwardCallback = int32_t (*)(void* state, void* node, void** grads, int32_t count, void** results,
                                     int32_t result_count, char* message, int32_t message_size);

// A backward function written in managed code. Saved tensors are libtorch's SavedVariables: they know when a tensor was changed
// since, and an output among them does not keep its own graph alive.
struct ManagedNode final : torch::autograd::Node {
  std::string title;
  void* state = nullptr;
  BackwardCallback backward = nullptr;
  ReleaseCallback release = nullptr;
  int32_t inputs = 0;
  std::vector<torch::autograd::SavedVariable> saved;
  bool released = false;

  std::string name() const override { return title; }

  void release_variables() override {
    saved.clear();
    released = true;
  }

  torch::autograd::variable_list apply(torch::autograd::variable_list&& grads) override {
    std::vector<void*> handles;
    for (auto& grad : grads) {
      handles.push_back(handle_of(std::move(grad)));
    }
    std::vector<void*> results(inputs, nullptr);
    char message[2048] = {};
    auto failed = backward(state, this, handles.data(), static_cast<int32_t>(handles.size()), results.data(), inputs,
                           message, sizeof(message));
    torch::autograd::variable_list output;
    for (auto handle : results) {
      output.push_back(handle == nullptr ? Tensor() : Tensor(TensorPointer::reclaim(impl_of(handle))));
    }
    if (failed != 0) {
      throw std::runtime_error(message);
    }
    return output;
  }

  ~ManagedNode() override {
    if (release != nullptr) {
      release(state);
    }
  }
};

// How a graph owns its nodes: a shared_ptr, in the newest libtorch an intrusive_ptr.
using NodeOwner = decltype(torch::autograd::Edge::function);

// Templates, because with a given libtorch only one of the branches compiles.
template <typename Owner>
constexpr bool is_shared = std::is_same_v<Owner, std::shared_ptr<torch::autograd::Node>>;

template <typename Owner = NodeOwner>
Owner owner_of_new(ManagedNode* node) {
  if constexpr (is_shared<Owner>) {
    return Owner(node, [](auto gone) { deleteNode(gone); });
  } else {
    return Owner::unsafe_steal_from_new(node);
  }
}

template <typename Owner = NodeOwner, typename Node = ManagedNode>
Owner owner_of(Node* node) {
  if constexpr (is_shared<Owner>) {
    return node->shared_from_this();
  } else {
    return Owner::reclaim_copy(node);
  }
}

} // namespace

STB int32_t stb_backward(void* const* tensors, int32_t count, void* const* grads, int32_t grad_count, int32_t retain_graph,
                         int32_t create_graph, void* const* inputs, int32_t input_count) noexcept {
  return guarded([&] {
    torch::autograd::backward(tensors_of(tensors, count), tensors_of(grads, grad_count), retain_graph != 0,
                              create_graph != 0, tensors_of(inputs, input_count));
    return 0;
  });
}

STB int32_t stb_grad(void* const* outputs, int32_t count, void* const* inputs, int32_t input_count, void* const* grads,
                     int32_t grad_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused,
                     void** results) noexcept {
  return guarded([&] {
    auto found = torch::autograd::grad(tensors_of(outputs, count), tensors_of(inputs, input_count),
                                       tensors_of(grads, grad_count), retain_graph != 0, create_graph != 0,
                                       allow_unused != 0);
    for (size_t n = 0; n < found.size(); n++) {
      results[n] = handle_of(std::move(found[n]));
    }
    return 0;
  });
}

// Puts a managed backward function into the graph between inputs and outputs. What to do with an output: 0 nothing (not
// differentiable), 1 give it the node, 2 the same for one that was changed in place. Returns whether the state was taken: it is
// released with the graph then.
STB int32_t stb_function_attach(const char* name, void* const* inputs, int32_t input_count, void* const* outputs,
                                const uint8_t* output_kinds, int32_t output_count, void* const* saved, int32_t saved_count,
                                void* state, BackwardCallback backward, ReleaseCallback release) noexcept {
  return guarded([&]() -> int32_t {
    auto sources = tensors_of(inputs, input_count);
    bool needed = false;
    for (const auto& source : sources) {
      needed |= source.defined() && source.requires_grad();
    }
    if (!needed || !c10::GradMode::is_enabled()) {
      return 0;
    }
    auto raw = new ManagedNode();
    auto node = owner_of_new(raw);
    raw->title = name;
    raw->backward = backward;
    raw->inputs = input_count;
    node->set_next_edges(torch::autograd::collect_next_edges(sources));
    for (int32_t n = 0; n < output_count; n++) {
      auto output = tensor_of(outputs[n]);
      if (output_kinds[n] == 1) {
        torch::autograd::set_history(output, node);
      } else if (output_kinds[n] == 2) {
        torch::autograd::impl::rebase_history(output, torch::autograd::Edge(node, node->add_input_metadata(output)));
      } else {
        node->add_input_metadata(torch::autograd::Node::undefined_input());
      }
    }
    for (int32_t n = 0; n < saved_count; n++) {
      bool is_output = false;
      for (int32_t m = 0; m < output_count; m++) {
        is_output |= saved[n] == outputs[m];
      }
      raw->saved.emplace_back(tensor_of(saved[n]), is_output);
    }
    raw->state = state;
    raw->release = release;
    return 1;
  });
}

// One of the tensors that a function saved, for use in its backward callback.
STB void* stb_function_saved(void* handle, int32_t index) noexcept {
  return guarded_pointer([&] {
    auto node = static_cast<ManagedNode*>(handle);
    TORCH_CHECK(!node->released, "the tensors that ", node->title, " saved were freed by an earlier backward pass: "
                "pass retain_graph: true to it");
    return handle_of(node->saved.at(index).unpack(owner_of(node)));
  });
}

STB int32_t stb_grad_enabled() noexcept {
  return c10::GradMode::is_enabled();
}

STB void stb_set_grad_enabled(int32_t enabled) noexcept {
  c10::GradMode::set_enabled(enabled != 0);
}

STB int32_t stb_inference_mode_enabled() noexcept {
  return c10::InferenceMode::is_enabled();
}

STB void* stb_inference_mode_enter(int32_t enabled) noexcept {
  return guarded_pointer([&] { return new c10::InferenceMode(enabled != 0); });
}

STB void stb_inference_mode_leave(void* guard) noexcept {
  delete static_cast<c10::InferenceMode*>(guard);
}

// Bit 0: detection is on; bit 1: it also checks for NaN.
STB int32_t stb_anomaly_mode() noexcept {
  return (torch::autograd::AnomalyMode::is_enabled() ? 1 : 0) | (torch::autograd::AnomalyMode::should_check_nan() ? 2 : 0);
}

STB void stb_set_anomaly_mode(int32_t enabled, int32_t check_nan) noexcept {
  torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0);
}
